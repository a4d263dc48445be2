//! Scan.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Scan.html>

use gen_dynamodb::{ScanInput, ScanOutput};
use kernel::{ApiResult, Cx};
use lang_dynamodb::expression::{Condition, Kind, Projection};

use crate::capacity::{Detail, Units};
use crate::key_range::KeyBounds;
use crate::page::{Reading, Target};
use crate::{convert, errors, legacy, parameters, select, table};

pub(crate) async fn scan(cx: &mut Cx<'_>, input: &ScanInput) -> ApiResult<ScanOutput> {
    let (filter, projection) = parameters_of(input)?;
    let bounds = segment(input)?;
    let start = input.exclusive_start_key.as_ref().map(convert::item).transpose()?;

    let table = table::of_items(cx, &input.table_name).await?;
    let target = Target::find(&table, input.index_name.as_deref(), "Scan")?;
    let consistent = input.consistent_read == Some(true);
    if consistent && target.global().is_some() {
        return Err(errors::validation(
            "Consistent reads are not supported on global secondary indexes",
        ));
    }
    let start = start.map(|key| target.start(&key, true)).transpose()?;
    if start.as_ref().is_some_and(|start| !bounds.holds(start)) {
        return Err(errors::validation(format!(
            "The provided starting key is invalid: Invalid ExclusiveStartKey. Please use ExclusiveStartKey \
             with correct Segment. TotalSegments: {} Segment: {}",
            input.total_segments.unwrap_or(1),
            input.segment.unwrap_or(0)
        )));
    }
    let select = input.select.as_deref();
    let shape = select::shape(&target, select, projection.as_ref(), filter.as_ref())?;
    let reading = Reading {
        target,
        bounds,
        reverse: false,
        start,
        limit: input.limit.and_then(|limit| usize::try_from(limit).ok()),
        filter,
        projection,
        count_only: shape.count_only,
        fetch: shape.fetch,
        consistent,
    };
    let page = reading.page(cx).await?;

    let detail = Detail::of(input.return_consumed_capacity.as_deref());
    let items = page.items.into_iter().map(convert::item_to_wire).collect();
    Ok(ScanOutput {
        items: (!shape.count_only).then_some(items),
        count: i32::try_from(page.count).ok(),
        scanned_count: i32::try_from(page.scanned).ok(),
        last_evaluated_key: page.last.map(convert::item_to_wire),
        consumed_capacity: page.tally.shown(detail, Units::Plain, &input.table_name, &table),
    })
}

fn parameters_of(input: &ScanInput) -> ApiResult<(Option<Condition>, Option<Projection>)> {
    let projection = input.projection_expression.as_deref();
    let filter = input.filter_expression.as_deref();
    parameters::check_mixture(
        &[
            ("AttributesToGet", input.attributes_to_get.is_some()),
            ("ScanFilter", input.scan_filter.is_some()),
            ("ConditionalOperator", input.conditional_operator.is_some()),
        ],
        &[("ProjectionExpression", projection.is_some()), ("FilterExpression", filter.is_some())],
    )?;
    let mut bindings = parameters::bindings(
        input.expression_attribute_names.as_ref(),
        input.expression_attribute_values.as_ref(),
        &[("FilterExpression", filter.is_some())],
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
        None => legacy::filter(input.scan_filter.as_ref(), input.conditional_operator.as_deref())?,
    };
    let attributes = input.attributes_to_get.as_deref();
    let projection = parameters::projection(projection, attributes, &mut bindings)?;
    parameters::check_used(&bindings)?;
    Ok((filter, projection))
}

fn segment(input: &ScanInput) -> ApiResult<KeyBounds> {
    match (input.segment, input.total_segments) {
        (None, None) => Ok(KeyBounds::default()),
        (Some(_), None) => Err(errors::validation(
            "The TotalSegments parameter is required but was not present in the request when Segment \
             parameter is present",
        )),
        (None, Some(_)) => Err(errors::validation(
            "The Segment parameter is required but was not present in the request when parameter \
             TotalSegments is present",
        )),
        (Some(segment), Some(total)) if segment >= total => Err(errors::validation(format!(
            "The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: \
             {segment} is not less than TotalSegments: {total}"
        ))),
        (Some(segment), Some(total)) => {
            let number = |n: i32| u32::try_from(n).unwrap_or_default();
            Ok(KeyBounds::segment(number(segment), number(total).max(1)))
        }
    }
}
