//! TransactGetItems.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactGetItems.html>

use std::collections::HashSet;

use gen_dynamodb::{ItemResponse, TransactGetItemsInput, TransactGetItemsOutput};
use kernel::{ApiResult, Cx};
use lang_dynamodb::Item;

use super::transact_write_items::Tallies;
use crate::capacity::{Detail, Units};
use crate::reads::{self, How};
use crate::throttle::Meter;
use crate::transaction::{self, Reason};
use crate::{convert, errors, item_key, limits, parameters, table};

pub(crate) async fn transact_get_items(
    cx: &mut Cx<'_>,
    input: &TransactGetItemsInput,
) -> ApiResult<TransactGetItemsOutput> {
    let mut asked = Vec::with_capacity(input.transact_items.len());
    for one in &input.transact_items {
        let key = convert::item(&one.get.key)?;
        let projection = parameters::read_projection(
            one.get.projection_expression.as_deref(),
            None,
            one.get.expression_attribute_names.as_ref(),
        )?;
        asked.push((one.get.table_name.as_str(), key, projection));
    }
    let mut found = Vec::with_capacity(asked.len());
    let mut reasons = Vec::with_capacity(asked.len());
    let mut seen = HashSet::new();
    for (name, key, projection) in asked {
        let table = table::of_items(cx, name).await?;
        match item_key::of_key(&table, &key) {
            Ok(key) if !seen.insert(key.clone()) => {
                return Err(errors::validation(
                    "Transaction request cannot include multiple operations on one item",
                ));
            }
            Ok(key) => {
                reasons.push(Reason::None);
                found.push((name, table, projection, key));
            }
            Err(error) => reasons.push(transaction::reason_of(error)?),
        }
    }
    transaction::cancelled(reasons)?;

    let (mut meter, mut tallies) = (Meter::of(cx), Tallies::default());
    let mut responses = Vec::with_capacity(found.len());
    let mut reasons = Vec::with_capacity(found.len());
    let mut all = 0;
    for (name, table, projection, key) in found {
        let tally = tallies.of_table(name, &table);
        let read = reads::item(cx, &mut meter, &table, &key, How::IN_TRANSACTION, tally).await;
        let item = match read {
            Ok(item) => item,
            Err(error) => {
                reasons.push(transaction::reason_of(error)?);
                continue;
            }
        };
        reasons.push(Reason::None);
        all += item.as_ref().map_or(0, Item::size);
        let shown = item.map(|item| match &projection {
            Some(projection) => projection.of(&item),
            None => item,
        });
        responses.push(ItemResponse { item: shown.map(convert::item_to_wire) });
    }
    transaction::cancelled(reasons)?;
    meter.settle(cx);
    if all > limits::MAX_TRANSACTION {
        return Err(errors::validation(
            "Item size in the transaction has exceeded the maximum allowed size of 4 MB",
        ));
    }
    let detail = Detail::of(input.return_consumed_capacity.as_deref());
    Ok(TransactGetItemsOutput {
        consumed_capacity: tallies.shown(detail, Units::Reads),
        responses: Some(responses),
    })
}
