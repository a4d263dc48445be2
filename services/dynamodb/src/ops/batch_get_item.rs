//! BatchGetItem.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html>

use std::collections::HashSet;

use gen_dynamodb::{BatchGetItemInput, BatchGetItemOutput, KeysAndAttributes};
use kernel::{ApiResult, Cx};
use lang_dynamodb::Item;
use lang_dynamodb::expression::Projection;
use schema::VecMap;

use crate::capacity::{Detail, Tally, Units};
use crate::reads::{self, How};
use crate::throttle::{Meter, short_code};
use crate::{convert, errors, item_key, limits, parameters, table};

/// What is asked of one table.
struct Asked<'i> {
    name: &'i str,
    wire: &'i KeysAndAttributes,
    keys: Vec<Item>,
    projection: Option<Projection>,
}

pub(crate) async fn batch_get_item(
    cx: &mut Cx<'_>,
    input: &BatchGetItemInput,
) -> ApiResult<BatchGetItemOutput> {
    let asked = parameters_of(input)?;
    let detail = Detail::of(input.return_consumed_capacity.as_deref());
    let mut responses = VecMap::new();
    let mut unprocessed = VecMap::new();
    let mut capacity = Vec::new();
    let mut size = 0;
    let mut seen = HashSet::new();
    let mut meter = Meter::of(cx);
    let (mut throttled, mut some_read) = (None, false);
    for Asked { name, wire, keys, projection } in asked {
        let table = table::of_items(cx, name).await?;
        let mut tally = Tally::default();
        let mut items = Vec::with_capacity(keys.len());
        let mut left = Vec::new();
        for (at, key) in keys.iter().enumerate() {
            let key = item_key::of_key(&table, key)?;
            if !seen.insert(key.clone()) {
                return Err(errors::duplicate_keys());
            }
            if size >= limits::MAX_BATCH_READ {
                left.push(wire.keys[at].clone());
                continue;
            }
            let how = How::alone(wire.consistent_read);
            let item = match reads::item(cx, &mut meter, &table, &key, how, &mut tally).await {
                Err(error) if short_code(&error).is_some() => {
                    throttled = Some(error);
                    left.push(wire.keys[at].clone());
                    continue;
                }
                item => item?,
            };
            some_read = true;
            size += item.as_ref().map_or(0, Item::size);
            items.extend(item.map(|item| match &projection {
                Some(projection) => convert::item_to_wire(projection.of(&item)),
                None => convert::item_to_wire(item),
            }));
        }
        responses.insert(name, items);
        if !left.is_empty() {
            unprocessed.insert(name, KeysAndAttributes { keys: left, ..wire.clone() });
        }
        capacity.extend(tally.shown(detail, Units::Plain, name, &table));
    }
    // A batch of which nothing was read fails.
    if let Some(error) = throttled.filter(|_| !some_read) {
        return Err(error);
    }
    meter.settle(cx);
    Ok(BatchGetItemOutput {
        responses: Some(responses),
        unprocessed_keys: Some(unprocessed),
        consumed_capacity: (detail != Detail::None).then_some(capacity),
    })
}

fn parameters_of(input: &BatchGetItemInput) -> ApiResult<Vec<Asked<'_>>> {
    let all: usize = input.request_items.values().map(|asked| asked.keys.len()).sum();
    if all > limits::MAX_BATCH_KEYS {
        return Err(errors::validation("Too many items requested for the BatchGetItem call"));
    }
    let any = |has: fn(&KeysAndAttributes) -> bool| input.request_items.values().any(has);
    parameters::check_mixture(
        &[("AttributesToGet", any(|asked| asked.attributes_to_get.is_some()))],
        &[("ProjectionExpression", any(|asked| asked.projection_expression.is_some()))],
    )?;
    let mut out = Vec::with_capacity(input.request_items.len());
    for (name, wire) in &input.request_items {
        let projection = parameters::read_projection(
            wire.projection_expression.as_deref(),
            wire.attributes_to_get.as_deref(),
            wire.expression_attribute_names.as_ref(),
        )?;
        let keys = wire.keys.iter().map(convert::item).collect::<ApiResult<Vec<_>>>()?;
        if (1..keys.len()).any(|at| keys[..at].contains(&keys[at])) {
            return Err(errors::duplicate_keys());
        }
        out.push(Asked { name, wire, keys, projection });
    }
    Ok(out)
}
