//! UpdateItem.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateItem.html>

use gen_dynamodb::{UpdateItemInput, UpdateItemOutput};
use kernel::{ApiResult, Cx};
use lang_dynamodb::Item;
use lang_dynamodb::expression::{self, Condition, Kind, Projection, Update};

use crate::capacity::{Detail, Tally, Units};
use crate::item_write::{Decided, ItemWrite, What};
use crate::{collection, convert, errors, legacy, legacy_update, parameters, table};

pub(crate) async fn update_item(
    cx: &mut Cx<'_>,
    input: &UpdateItemInput,
) -> ApiResult<UpdateItemOutput> {
    let key = convert::item(&input.key)?;
    let (update, condition) = parameters_of(input)?;
    let touched = update.actions.iter().map(|(path, _)| path.clone()).collect();

    let table = table::of_items(cx, &input.table_name).await?;
    let show = input.return_values_on_condition_check_failure.as_deref() == Some("ALL_OLD");
    let mut write = ItemWrite::keyed(table.clone(), key, What::Update(update), condition, show)?;
    let (decided, written) = write.run(cx).await?;

    let mut tally = Tally::default();
    tally.add_written(&written, 1);
    let detail = Detail::of(input.return_consumed_capacity.as_deref());
    let metrics = input.return_item_collection_metrics.as_deref();
    let shown = returned(input.return_values.as_deref(), decided, &Projection::new(touched));
    Ok(UpdateItemOutput {
        attributes: shown.map(convert::item_to_wire),
        consumed_capacity: tally.shown(detail, Units::Plain, &input.table_name, &table),
        item_collection_metrics: collection::metrics(cx, &table, &write.key_item, metrics).await?,
    })
}

fn parameters_of(input: &UpdateItemInput) -> ApiResult<(Update, Option<Condition>)> {
    let update = input.update_expression.as_deref();
    let condition = input.condition_expression.as_deref();
    parameters::check_mixture(
        &[
            ("AttributeUpdates", input.attribute_updates.is_some()),
            ("Expected", input.expected.is_some()),
            ("ConditionalOperator", input.conditional_operator.is_some()),
        ],
        &[("UpdateExpression", update.is_some()), ("ConditionExpression", condition.is_some())],
    )?;
    let mut bindings = parameters::bindings(
        input.expression_attribute_names.as_ref(),
        input.expression_attribute_values.as_ref(),
        &[("UpdateExpression", update.is_some()), ("ConditionExpression", condition.is_some())],
        false,
    )?;
    let update = match (update, &input.attribute_updates) {
        (Some(text), _) => expression::update(text, &mut bindings).map_err(parameters::refused)?,
        (None, Some(updates)) => legacy_update::update(updates)?,
        (None, None) => Update::default(),
    };
    let condition = match parameters::condition(Kind::Condition, condition, &mut bindings)? {
        Some(condition) => Some(condition),
        None => legacy::expected(input.expected.as_ref(), input.conditional_operator.as_deref())?,
    };
    parameters::check_used(&bindings)?;
    if update.actions.iter().any(|(path, _)| path.root.is_empty()) {
        return Err(errors::invalid("Attribute name must not be empty"));
    }
    Ok((update, condition))
}

/// What `ReturnValues` wants to see; nothing of an empty item.
fn returned(wanted: Option<&str>, decided: Decided, touched: &Projection) -> Option<Item> {
    let shown = match wanted? {
        "ALL_OLD" => decided.old?,
        "ALL_NEW" => decided.new?,
        "UPDATED_OLD" => touched.of(&decided.old?),
        "UPDATED_NEW" => touched.of(&decided.new?),
        _ => return None,
    };
    (!shown.is_empty()).then_some(shown)
}
