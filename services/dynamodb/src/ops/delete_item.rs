//! DeleteItem.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteItem.html>

use gen_dynamodb::{DeleteItemInput, DeleteItemOutput};
use kernel::{ApiResult, Cx};
use lang_dynamodb::expression::Kind;

use super::put_item::returns_old;
use crate::capacity::{Detail, Tally, Units};
use crate::item_write::{ItemWrite, What};
use crate::{collection, convert, legacy, parameters, table};

pub(crate) async fn delete_item(
    cx: &mut Cx<'_>,
    input: &DeleteItemInput,
) -> ApiResult<DeleteItemOutput> {
    let returns_old = returns_old(input.return_values.as_deref())?;
    let key = convert::item(&input.key)?;
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
    let mut write = ItemWrite::keyed(table.clone(), key, What::Delete, condition, show)?;
    let (decided, written) = write.run(cx).await?;

    let mut tally = Tally::default();
    tally.add_written(&written, 1);
    let detail = Detail::of(input.return_consumed_capacity.as_deref());
    let metrics = input.return_item_collection_metrics.as_deref();
    Ok(DeleteItemOutput {
        attributes: decided.old.filter(|_| returns_old).map(convert::item_to_wire),
        consumed_capacity: tally.shown(detail, Units::Plain, &input.table_name, &table),
        item_collection_metrics: collection::metrics(cx, &table, &write.key_item, metrics).await?,
    })
}
