//! PutItem.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html>

use gen_dynamodb::{PutItemInput, PutItemOutput};
use kernel::{ApiResult, Cx};
use lang_dynamodb::expression::Kind;

use crate::capacity::{Detail, Tally, Units};
use crate::item_write::ItemWrite;
use crate::{collection, convert, errors, legacy, parameters, table};

pub(crate) async fn put_item(cx: &mut Cx<'_>, input: &PutItemInput) -> ApiResult<PutItemOutput> {
    let returns_old = returns_old(input.return_values.as_deref())?;
    let item = convert::item(&input.item)?;
    let expression = input.condition_expression.as_deref();
    parameters::check_mixture(
        &[
            ("Expected", input.expected.is_some()),
            ("ConditionalOperator", input.conditional_operator.is_some()),
        ],
        &[("ConditionExpression", expression.is_some())],
    )?;
    let mut bindings = parameters::bindings(
        input.expression_attribute_names.as_ref(),
        input.expression_attribute_values.as_ref(),
        &[("ConditionExpression", expression.is_some())],
        false,
    )?;
    let condition = match parameters::condition(Kind::Condition, expression, &mut bindings)? {
        Some(condition) => Some(condition),
        None => legacy::expected(input.expected.as_ref(), input.conditional_operator.as_deref())?,
    };
    parameters::check_used(&bindings)?;

    let table = table::of_items(cx, &input.table_name).await?;
    let show = input.return_values_on_condition_check_failure.as_deref() == Some("ALL_OLD");
    let mut write = ItemWrite::put(table.clone(), item, condition, show)?;
    let (decided, written) = write.run(cx).await?;

    let mut tally = Tally::default();
    tally.add_written(&written, 1);
    let detail = Detail::of(input.return_consumed_capacity.as_deref());
    let metrics = input.return_item_collection_metrics.as_deref();
    Ok(PutItemOutput {
        attributes: decided.old.filter(|_| returns_old).map(convert::item_to_wire),
        consumed_capacity: tally.shown(detail, Units::Plain, &input.table_name, &table),
        item_collection_metrics: collection::metrics(cx, &table, &write.key_item, metrics).await?,
    })
}

/// Whether `ReturnValues` of a call that puts or deletes wants the item before.
pub(super) fn returns_old(return_values: Option<&str>) -> ApiResult<bool> {
    match return_values {
        None | Some("NONE") => Ok(false),
        Some("ALL_OLD") => Ok(true),
        Some(_) => Err(errors::validation("ReturnValues can only be ALL_OLD or NONE")),
    }
}
