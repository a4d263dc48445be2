//! One item: what is read comes from the cache, what is written goes to DynamoDB and then there, too.

use std::sync::Arc;

use dax_protocol::Item;
use dax_protocol::answer;
use dax_protocol::expression::Placeholders;
use dax_protocol::key::KeySchema;
use dax_protocol::options::Options;
use gen_dynamodb::operations::{DeleteItem, GetItem, PutItem, UpdateItem};
use gen_dynamodb::{DeleteItemInput, GetItemInput, PutItemInput, UpdateItemInput};
use kernel::{ApiError, ApiResult};

use super::served::{self, Outcome, Served, word};
use super::slot;

/// GetItem.
pub(crate) async fn get(
    served: &Served,
    table: &str,
    key: &[u8],
    options: &Options<'_>,
) -> Outcome<Vec<u8>> {
    let schema = served.schema(table).await?;
    let key = schema.read(key)?;
    let paths = served::paths(options.projection)?;
    let slot = slot::item(&served.name, table, &schema, &key);
    let cached = match options.consistent {
        true => None,
        false => served.caches.item(&slot, served.now()),
    };
    let (item, capacity) = match cached {
        Some(cached) => (cached, None),
        None => {
            let mark = served.caches.mark(&slot);
            let input = GetItemInput {
                table_name: table.to_owned(),
                key,
                consistent_read: options.consistent.then_some(true),
                return_consumed_capacity: word(options.capacity),
                ..GetItemInput::default()
            };
            let got = served.ask::<GetItem>(input).await?;
            let item = got.item.map(Arc::new);
            if !options.consistent {
                served.caches.fill(&slot, mark, item.clone(), served.items_until());
            }
            (item, got.consumed_capacity)
        }
    };
    let shown = match item.as_deref() {
        Some(item) => Some(served.show(&schema, item, paths.as_deref()).await?),
        None => None,
    };
    Ok(answer::got(shown.as_ref(), capacity.as_ref()))
}

/// PutItem.
pub(crate) async fn put(
    served: &Served,
    table: &str,
    key: &[u8],
    attributes: &[u8],
    options: &Options<'_>,
) -> Outcome<Vec<u8>> {
    let schema = served.schema(table).await?;
    let key = schema.read(key)?;
    let item = served.item(&key, attributes).await?;
    let mut placeholders = Placeholders::default();
    let condition = options.condition.map(|bytes| placeholders.condition(bytes)).transpose()?;
    let slot = slot::item(&served.name, table, &schema, &key);
    let _turn = served.caches.turn(std::slice::from_ref(&slot)).await;
    let input = PutItemInput {
        table_name: table.to_owned(),
        item: item.clone(),
        return_values: word(options.return_values),
        return_consumed_capacity: word(options.capacity),
        return_item_collection_metrics: word(options.metrics),
        condition_expression: condition,
        expression_attribute_names: placeholders.names(),
        expression_attribute_values: placeholders.values(),
        ..PutItemInput::default()
    };
    let put = known(served, &slot, served.ask::<PutItem>(input).await)?;
    let now = Arc::new(served::stored(item));
    served.caches.wrote(&slot, Some(Some(now)), served.items_until());
    let old = returned(served, &schema, put.attributes.as_ref(), false).await?;
    let metrics = put.item_collection_metrics.as_ref();
    Ok(answer::wrote(old.as_deref(), put.consumed_capacity.as_ref(), metrics))
}

/// UpdateItem. The cluster has the item that results shown to itself when nobody else is shown anything.
pub(crate) async fn update(
    served: &Served,
    table: &str,
    key: &[u8],
    options: &Options<'_>,
) -> Outcome<Vec<u8>> {
    let schema = served.schema(table).await?;
    let key = schema.read(key)?;
    let mut placeholders = Placeholders::default();
    let condition = options.condition.map(|bytes| placeholders.condition(bytes)).transpose()?;
    let update = options.update.map(|bytes| placeholders.update(bytes)).transpose()?;
    let slot = slot::item(&served.name, table, &schema, &key);
    let silent = matches!(options.return_values, None | Some("NONE"));
    let returns = if silent { Some("ALL_NEW") } else { options.return_values };
    let _turn = served.caches.turn(std::slice::from_ref(&slot)).await;
    let input = UpdateItemInput {
        table_name: table.to_owned(),
        key,
        return_values: word(returns),
        return_consumed_capacity: word(options.capacity),
        return_item_collection_metrics: word(options.metrics),
        update_expression: update,
        condition_expression: condition,
        expression_attribute_names: placeholders.names(),
        expression_attribute_values: placeholders.values(),
        ..UpdateItemInput::default()
    };
    let updated = known(served, &slot, served.ask::<UpdateItem>(input).await)?;
    let shown = updated.attributes;
    // Of a part of the item nobody knows what the whole is.
    let now = match returns {
        Some("ALL_NEW") => shown.clone().map(|item| Some(Arc::new(item))),
        _ => None,
    };
    served.caches.wrote(&slot, now, served.items_until());
    let parts = matches!(returns, Some("UPDATED_OLD" | "UPDATED_NEW"));
    let shown = shown.filter(|_| !silent);
    let shown = returned(served, &schema, shown.as_ref(), parts).await?;
    let metrics = updated.item_collection_metrics.as_ref();
    Ok(answer::wrote(shown.as_deref(), updated.consumed_capacity.as_ref(), metrics))
}

/// DeleteItem. That there is none is kept, too.
pub(crate) async fn delete(
    served: &Served,
    table: &str,
    key: &[u8],
    options: &Options<'_>,
) -> Outcome<Vec<u8>> {
    let schema = served.schema(table).await?;
    let key = schema.read(key)?;
    let mut placeholders = Placeholders::default();
    let condition = options.condition.map(|bytes| placeholders.condition(bytes)).transpose()?;
    let slot = slot::item(&served.name, table, &schema, &key);
    let _turn = served.caches.turn(std::slice::from_ref(&slot)).await;
    let input = DeleteItemInput {
        table_name: table.to_owned(),
        key,
        return_values: word(options.return_values),
        return_consumed_capacity: word(options.capacity),
        return_item_collection_metrics: word(options.metrics),
        condition_expression: condition,
        expression_attribute_names: placeholders.names(),
        expression_attribute_values: placeholders.values(),
        ..DeleteItemInput::default()
    };
    let deleted = known(served, &slot, served.ask::<DeleteItem>(input).await)?;
    served.caches.wrote(&slot, Some(None), served.items_until());
    let old = returned(served, &schema, deleted.attributes.as_ref(), false).await?;
    let metrics = deleted.item_collection_metrics.as_ref();
    Ok(answer::wrote(old.as_deref(), deleted.consumed_capacity.as_ref(), metrics))
}

/// After a failure of ours nobody knows whether something was written.
fn known<T>(served: &Served, slot: &[u8], outcome: ApiResult<T>) -> Result<T, ApiError> {
    if outcome.as_ref().is_err_and(|error| error.status() >= 500) {
        served.caches.wrote(slot, None, None);
    }
    outcome
}

async fn returned(
    served: &Served,
    schema: &KeySchema,
    item: Option<&Item>,
    parts: bool,
) -> Outcome<Option<Vec<u8>>> {
    let Some(item) = item else { return Ok(None) };
    let (id, values) = served.listed(schema, item).await?;
    Ok(Some(match parts {
        true => answer::changes(id, values.into_iter()),
        false => answer::attributes(id, values),
    }))
}
