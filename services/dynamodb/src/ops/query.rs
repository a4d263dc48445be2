//! Query.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html>

use gen_dynamodb::{QueryInput, QueryOutput};
use kernel::{ApiResult, Cx};
use lang_dynamodb::expression::key_condition::{self, KeyTest};
use lang_dynamodb::expression::{Condition, Kind, Projection};

use crate::capacity::{Detail, Units};
use crate::page::{Reading, Target};
use crate::{convert, errors, key_range, legacy, parameters, select, table};

pub(crate) async fn query(cx: &mut Cx<'_>, input: &QueryInput) -> ApiResult<QueryOutput> {
    let asked = parameters_of(input)?;
    let start = input.exclusive_start_key.as_ref().map(convert::item).transpose()?;

    let table = table::of_items(cx, &input.table_name).await?;
    let target = Target::find(&table, input.index_name.as_deref(), "Query")?;
    let consistent = input.consistent_read == Some(true);
    if consistent && target.global().is_some() {
        return Err(errors::validation(
            "Consistent reads are not supported on global secondary indexes",
        ));
    }
    key_range::check_filter(target.key(), asked.filter.as_ref(), input.query_filter.is_some())?;
    let bounds = key_range::bounds(target.key(), asked.tests)?;
    let start = start.map(|key| target.start(&key, false)).transpose()?;
    if start.as_ref().is_some_and(|start| !bounds.holds(start)) {
        return Err(errors::validation(
            "The provided starting key is outside query boundaries based on provided conditions",
        ));
    }
    let projection = asked.projection;
    let select = input.select.as_deref();
    let shape = select::shape(&target, select, projection.as_ref(), asked.filter.as_ref())?;
    let reading = Reading {
        target,
        bounds,
        reverse: input.scan_index_forward == Some(false),
        start,
        limit: input.limit.and_then(|limit| usize::try_from(limit).ok()),
        filter: asked.filter,
        projection,
        count_only: shape.count_only,
        fetch: shape.fetch,
        consistent,
    };
    let page = reading.page(cx).await?;

    let detail = Detail::of(input.return_consumed_capacity.as_deref());
    let items = page.items.into_iter().map(convert::item_to_wire).collect();
    Ok(QueryOutput {
        items: (!shape.count_only).then_some(items),
        count: i32::try_from(page.count).ok(),
        scanned_count: i32::try_from(page.scanned).ok(),
        last_evaluated_key: page.last.map(convert::item_to_wire),
        consumed_capacity: page.tally.shown(detail, Units::Plain, &input.table_name, &table),
    })
}

struct Asked {
    tests: Vec<(String, KeyTest)>,
    filter: Option<Condition>,
    projection: Option<Projection>,
}

fn parameters_of(input: &QueryInput) -> ApiResult<Asked> {
    let projection = input.projection_expression.as_deref();
    let filter = input.filter_expression.as_deref();
    let keys = input.key_condition_expression.as_deref();
    parameters::check_mixture(
        &[
            ("AttributesToGet", input.attributes_to_get.is_some()),
            ("QueryFilter", input.query_filter.is_some()),
            ("ConditionalOperator", input.conditional_operator.is_some()),
            ("KeyConditions", input.key_conditions.is_some()),
        ],
        &[
            ("ProjectionExpression", projection.is_some()),
            ("FilterExpression", filter.is_some()),
            ("KeyConditionExpression", keys.is_some()),
        ],
    )?;
    let mut bindings = parameters::bindings(
        input.expression_attribute_names.as_ref(),
        input.expression_attribute_values.as_ref(),
        &[("FilterExpression", filter.is_some()), ("KeyConditionExpression", keys.is_some())],
        projection.is_some(),
    )?;
    let named_by = match (projection, &input.attributes_to_get) {
        (Some(_), _) => Some("ProjectionExpression"),
        (None, Some(_)) => Some("AttributesToGet"),
        (None, None) => None,
    };
    select::check(input.select.as_deref(), named_by, input.index_name.is_some())?;
    let filter = match parameters::condition(Kind::Filter, filter, &mut bindings)? {
        Some(filter) => Some(filter),
        None => legacy::filter(input.query_filter.as_ref(), input.conditional_operator.as_deref())?,
    };
    let attributes = input.attributes_to_get.as_deref();
    let projection = parameters::projection(projection, attributes, &mut bindings)?;
    let tests = match (keys, &input.key_conditions) {
        (Some(text), _) => {
            key_condition::parse(text, &mut bindings).map_err(parameters::refused)?
        }
        (None, Some(conditions)) => legacy::key_conditions(conditions)?,
        (None, None) => {
            return Err(errors::validation(
                "Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.",
            ));
        }
    };
    parameters::check_used(&bindings)?;
    Ok(Asked { tests, filter, projection })
}
