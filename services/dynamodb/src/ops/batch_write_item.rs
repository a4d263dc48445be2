//! BatchWriteItem.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html>

use std::collections::HashSet;

use gen_dynamodb::{BatchWriteItemInput, BatchWriteItemOutput, WriteRequest};
use kernel::{ApiError, ApiResult, Cx};
use lang_dynamodb::Item;
use schema::VecMap;

use crate::capacity::{Detail, Tally, Units};
use crate::item_write::{ItemWrite, Refusal, What};
use crate::throttle::{Meter, short_code};
use crate::{collection, convert, errors, item_key, limits, table};

/// What one request asks, before the table is known.
enum Asked {
    Put(Item),
    Delete(Item),
}

pub(crate) async fn batch_write_item(
    cx: &mut Cx<'_>,
    input: &BatchWriteItemInput,
) -> ApiResult<BatchWriteItemOutput> {
    let asked = parameters_of(input)?;
    let mut seen = HashSet::new();
    let mut batches = Vec::with_capacity(asked.len());
    for (name, requests) in asked {
        let table = table::of_items(cx, name).await?;
        let mut writes = Vec::with_capacity(requests.len());
        for (wire, request) in requests {
            let write = match request {
                Asked::Put(item) if !item_key::has_key(&table, &item) => {
                    return Err(errors::key_does_not_match_schema());
                }
                Asked::Put(item) => ItemWrite::put(table.clone(), item, None, false)?,
                Asked::Delete(key) => {
                    ItemWrite::keyed(table.clone(), key, What::Delete, None, false)?
                }
            };
            if !seen.insert(write.key.clone()) {
                return Err(errors::duplicate_keys());
            }
            writes.push((wire, write));
        }
        batches.push((name, table, writes));
    }

    let detail = Detail::of(input.return_consumed_capacity.as_deref());
    let wanted = input.return_item_collection_metrics.as_deref();
    let mut capacity = Vec::new();
    let mut metrics = VecMap::new();
    let (mut meter, mut left) = (Meter::of(cx), Left::default());
    for (name, table, writes) in batches {
        let mut tally = Tally::default();
        let mut collections = Vec::new();
        for (wire, mut write) in writes {
            let written = match write.run_on(cx, &mut meter).await.map_err(into_error) {
                Err(error) if short_code(&error).is_some() => {
                    left.add(name, wire, error);
                    continue;
                }
                done => done?.1,
            };
            left.some_done = true;
            tally.add_written(&written, 1);
            collections.extend(collection::metrics(cx, &table, &write.key_item, wanted).await?);
        }
        if !collections.is_empty() {
            metrics.insert(name, collections);
        }
        capacity.extend(tally.shown(detail, Units::Plain, name, &table));
    }
    let unprocessed = left.unprocessed()?;
    meter.settle(cx);
    Ok(BatchWriteItemOutput {
        unprocessed_items: Some(unprocessed),
        item_collection_metrics: wanted.filter(|wanted| *wanted == "SIZE").map(|_| metrics),
        consumed_capacity: (detail != Detail::None).then_some(capacity),
    })
}

/// What was throttled.
#[derive(Default)]
struct Left {
    items: VecMap<Vec<WriteRequest>>,
    why: Option<ApiError>,
    some_done: bool,
}

impl Left {
    fn add(&mut self, table: &str, request: &WriteRequest, why: ApiError) {
        match self.items.get_mut(table) {
            Some(of_table) => of_table.push(request.clone()),
            None => self.items.insert(table, vec![request.clone()]),
        }
        self.why = Some(why);
    }

    /// A batch of which nothing was done fails.
    fn unprocessed(self) -> ApiResult<VecMap<Vec<WriteRequest>>> {
        match self.why {
            Some(error) if !self.some_done => Err(error),
            _ => Ok(self.items),
        }
    }
}

fn into_error(refusal: Refusal) -> ApiError {
    match refusal {
        Refusal::Condition(item, _) => errors::condition_failed(item),
        Refusal::Invalid(error) | Refusal::Other(error) => error,
    }
}

type Requests<'i> = Vec<(&'i WriteRequest, Asked)>;

fn parameters_of(input: &BatchWriteItemInput) -> ApiResult<Vec<(&str, Requests<'_>)>> {
    let all: usize = input.request_items.values().map(Vec::len).sum();
    if all > limits::MAX_BATCH_WRITES {
        return Err(errors::validation("Too many items requested for the BatchWriteItem call"));
    }
    let mut out = Vec::with_capacity(input.request_items.len());
    for (name, requests) in &input.request_items {
        let one = |request| Ok((request, asked(request)?));
        let asked = requests.iter().map(one).collect::<ApiResult<_>>()?;
        out.push((name.as_str(), asked));
    }
    Ok(out)
}

fn asked(request: &WriteRequest) -> ApiResult<Asked> {
    match (&request.put_request, &request.delete_request) {
        (Some(put), None) => Ok(Asked::Put(convert::item(&put.item)?)),
        (None, Some(delete)) => Ok(Asked::Delete(convert::item(&delete.key)?)),
        (Some(_), Some(_)) => Err(errors::validation(
            "Supplied WriteRequest has more than one request set, must contain exactly one of PutRequest or \
             DeleteRequest",
        )),
        (None, None) => Err(errors::validation(
            "Supplied WriteRequest is empty, must contain exactly one of PutRequest or DeleteRequest",
        )),
    }
}
