//! Transactions pass the caches by. What one has written leaves the item cache.

use std::sync::Arc;

use dax_protocol::answer;
use dax_protocol::code::Reason;
use dax_protocol::expression::Placeholders;
use dax_protocol::options::Options;
use dax_protocol::request::{Action, TransactGet, TransactWrite};
use gen_dynamodb::operations::{TransactGetItems, TransactWriteItems};
use gen_dynamodb::{
    ConditionCheck, Delete, Get, Put, TransactGetItem, TransactGetItemsInput, TransactWriteItem,
    TransactWriteItemsInput, Update,
};
use kernel::ApiError;

use super::served::{self, Failed, Outcome, Served, attributes_of, word};
use super::slot;

/// TransactGetItems.
pub(crate) async fn get(
    served: &Served,
    items: &[TransactGet<'_>],
    options: &Options<'_>,
) -> Outcome<Vec<u8>> {
    let mut input = TransactGetItemsInput {
        return_consumed_capacity: word(options.capacity),
        ..TransactGetItemsInput::default()
    };
    let mut known = Vec::with_capacity(items.len());
    for TransactGet { table, key, projection } in items {
        let schema = served.schema(table).await?;
        let paths = served::paths(*projection)?;
        let mut placeholders = Placeholders::default();
        let projection = paths.as_ref().map(|paths| attributes_of(paths, &mut placeholders));
        let get = Get {
            key: schema.read(key)?,
            table_name: (*table).to_owned(),
            projection_expression: projection,
            expression_attribute_names: placeholders.names(),
        };
        input.transact_items.push(TransactGetItem { get });
        known.push((schema, paths));
    }
    let got = served.ask::<TransactGetItems>(input).await.map_err(cancelled)?;
    let responses = got.responses.unwrap_or_default();
    let mut shown = Vec::with_capacity(known.len());
    for ((schema, paths), response) in known.iter().zip(&responses) {
        shown.push(match &response.item {
            Some(item) => Some(served.show(schema, item, paths.as_deref()).await?),
            None => None,
        });
    }
    Ok(answer::transact_got(&shown, &got.consumed_capacity.unwrap_or_default()))
}

/// What policies must allow for an action.
pub(crate) fn permission(action: Action) -> &'static str {
    match action {
        Action::Put => "dax:PutItem",
        Action::Update => "dax:UpdateItem",
        Action::Delete => "dax:DeleteItem",
        Action::Check => "dax:ConditionCheckItem",
    }
}

/// TransactWriteItems.
pub(crate) async fn write(
    served: &Served,
    actions: &[TransactWrite<'_>],
    options: &Options<'_>,
) -> Outcome<Vec<u8>> {
    if actions.iter().any(|action| action.shows_item) {
        let what = "ReturnValuesOnConditionCheckFailure of DAX's transactions";
        return Err(ApiError::not_implemented(what).into());
    }
    let mut input = TransactWriteItemsInput {
        return_consumed_capacity: word(options.capacity),
        return_item_collection_metrics: word(options.metrics),
        client_request_token: options.token.map(str::to_owned),
        ..TransactWriteItemsInput::default()
    };
    let mut slots = Vec::with_capacity(actions.len());
    for action in actions {
        let (slot, item) = one(served, action).await?;
        slots.push(slot);
        input.transact_items.push(item);
    }
    let _turns = served.caches.turn(&slots).await;
    let outcome = served.ask::<TransactWriteItems>(input).await;
    for slot in &slots {
        served.caches.wrote(slot, None, None);
    }
    let wrote = outcome.map_err(cancelled)?;
    let capacity = wrote.consumed_capacity.unwrap_or_default();
    Ok(answer::transact_wrote(&capacity, wrote.item_collection_metrics.as_ref()))
}

async fn one(served: &Served, action: &TransactWrite<'_>) -> Outcome<(Vec<u8>, TransactWriteItem)> {
    let schema: Arc<_> = served.schema(action.table).await?;
    let key = schema.read(action.key)?;
    let slot = slot::item(&served.name, action.table, &schema, &key);
    let table_name = action.table.to_owned();
    let mut placeholders = Placeholders::default();
    let condition = action.condition.map(|bytes| placeholders.condition(bytes)).transpose()?;
    let update = action.update.map(|bytes| placeholders.update(bytes)).transpose()?;
    let (names, values) = (placeholders.names(), placeholders.values());
    let mut item = TransactWriteItem::default();
    match action.action {
        Action::Put => {
            let attributes = action.attributes.unwrap_or_default();
            item.put = Some(Put {
                item: served.item(&key, attributes).await?,
                table_name,
                condition_expression: condition,
                expression_attribute_names: names,
                expression_attribute_values: values,
                ..Put::default()
            });
        }
        Action::Update => {
            item.update = Some(Update {
                key,
                table_name,
                update_expression: update.unwrap_or_default(),
                condition_expression: condition,
                expression_attribute_names: names,
                expression_attribute_values: values,
                ..Update::default()
            });
        }
        Action::Delete => {
            item.delete = Some(Delete {
                key,
                table_name,
                condition_expression: condition,
                expression_attribute_names: names,
                expression_attribute_values: values,
                ..Delete::default()
            });
        }
        Action::Check => {
            item.condition_check = Some(ConditionCheck {
                key,
                table_name,
                condition_expression: condition.unwrap_or_default(),
                expression_attribute_names: names,
                expression_attribute_values: values,
                ..ConditionCheck::default()
            });
        }
    }
    Ok((slot, item))
}

/// A transaction that was cancelled names the reason of each action in its message.
fn cancelled(error: ApiError) -> Failed {
    match (error.code(), error.message()) {
        ("TransactionCanceledException", Some(message)) => {
            let reasons = reasons(message);
            Failed::Cancelled(error, reasons)
        }
        _ => Failed::Refused(error),
    }
}

fn reasons(message: &str) -> Vec<Reason> {
    let list = message.rsplit_once('[').and_then(|(_, rest)| rest.split_once(']'));
    let codes = list.map_or("", |(list, _)| list).split(", ").filter(|code| !code.is_empty());
    let reason = |code: &str| {
        let failed = code == "ConditionalCheckFailed";
        let message = failed.then(|| "The conditional request failed".to_owned());
        Reason { code: Some(code.to_owned()), message, item: None }
    };
    codes.map(reason).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn reasons_stand_in_the_message() {
        let message = "Transaction cancelled, please refer cancellation reasons for specific reasons \
                       [None, ConditionalCheckFailed]";
        let reasons = super::reasons(message);
        let codes: Vec<_> = reasons.iter().map(|reason| reason.code.as_deref()).collect();
        assert_eq!(codes, [Some("None"), Some("ConditionalCheckFailed")]);
        assert!(reasons[0].message.is_none() && reasons[1].message.is_some());
        assert!(super::reasons("no list").is_empty());
    }
}
