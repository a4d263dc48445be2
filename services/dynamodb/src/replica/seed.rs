//! A new replica: the table is made in its region, and every item that is there already is sent after it, some at a
//! time, as if it were written, while new writes are sent as well.

use kernel::{ApiResult, Cx, Job, Region};
use serde::{Deserialize, Serialize};

use super::{Change, Stamp, State, packed, post, tell};
use crate::item_key::only_key;
use crate::size;
use crate::streams::registry;
use crate::table::{self, IndexRow, StreamView, TableRow, TableStatus};
use crate::table_name::TableName;
use crate::tables::{GROUPS, ITEMS, ItemKey, STAMPS, TABLES};
use crate::{encryption, ttl, vault};

/// Makes the table in the region of the new replica.
pub(crate) static ARRIVE: Job<Arrival> = Job::new("dynamodb.replica-arrive");
/// Sends some items of a table to a new replica.
pub(crate) static SEED: Job<Seed> = Job::new("dynamodb.replica-seed");

/// Items that one transaction sends.
const AT_ONCE: usize = 100;

/// A table that another region is to have, with the number that it has there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Arrival {
    pub(crate) group: u64,
    pub(crate) table: TableRow,
}

/// How far the items of a table have been sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Seed {
    group: u64,
    table: TableName,
    number: u64,
    region: String,
    after: Option<Vec<u8>>,
}

/// Begins: the table there, the items from here.
pub(crate) async fn begin(
    cx: &mut Cx<'_>,
    region: &Region,
    arrival: &Arrival,
    source: u64,
) -> ApiResult<()> {
    let now = cx.now();
    let table = &arrival.table;
    cx.schedule_in(region, &ARRIVE, table.name.as_str(), now, arrival).await?;
    let seed = Seed {
        group: arrival.group,
        table: table.name.clone(),
        number: source,
        region: region.to_string(),
        after: None,
    };
    cx.schedule(&SEED, &seed_key(&seed), now, &seed).await
}

fn seed_key(seed: &Seed) -> String {
    format!("{}-{}", seed.group, seed.region)
}

/// In the new region: the table is made, with the settings that all replicas share.
pub(crate) async fn arrive(cx: &mut Cx<'_>, raw: &[u8]) -> ApiResult<()> {
    let Arrival { group, table: source } = ARRIVE.payload(raw)?;
    if cx.has(&TABLES, &source.name).await? {
        return Ok(());
    }
    let indexes = source.indexes.iter().map(|index| IndexRow {
        number: cx.next_sequence(),
        status: TableStatus::Active,
        backfilling: false,
        ..index.clone()
    });
    let mut table = TableRow {
        uuid: cx.random().uuid(),
        status: TableStatus::Creating,
        created: cx.now(),
        indexes: indexes.collect(),
        stream: None,
        deletion_protection: false,
        ..source.clone()
    };
    table.settings.group = Some(group);
    table.settings.recovery = crate::settings::Recovery::default();
    table.settings.insights = Vec::new();
    let view = source.stream.as_ref().map_or(StreamView::NewAndOldImages, |stream| stream.view);
    if !encryption::replicas::arrived(cx, &table).await? {
        // It was sent before keys were made ahead.
        table.number = cx.next_sequence();
        encryption::begin(cx, &table, &encryption::Asked::Own).await?;
    }
    registry::open(cx, &mut table, view).await?;
    table::save(cx, &table);
    size::watch(cx, &table).await?;
    ttl::start(cx, &table).await?;
    let region = cx.region().to_string();
    tell(cx, group, &region).await
}

/// In the region that the replica was made from: some more items.
pub(crate) async fn step(cx: &mut Cx<'_>, raw: &[u8]) -> ApiResult<()> {
    let mut seed = SEED.payload(raw)?;
    let table = cx.get_shared(&TABLES, &seed.table).await?;
    let Some(table) = table.filter(|table| table.number == seed.number) else {
        return sent(cx, &seed).await;
    };
    let owner = seed.number;
    let mut range = cx.rows(&ITEMS).prefix(&owner);
    if let Some(bytes) = seed.after.take() {
        range = range.after(&ItemKey { owner, bytes });
    }
    let rows = cx.range(&ITEMS, &range, AT_ONCE).await?;
    let full = rows.len() == AT_ONCE;
    let vault = vault::of(cx, owner).await?;
    for (key, stored) in rows {
        let item = vault.open(&stored.0)?;
        let stamp = cx.get(&STAMPS, &(owner, key.bytes.clone())).await?;
        // What was written before there were replicas is older than everything since.
        let change = Change {
            stamp: stamp.unwrap_or_else(Stamp::default),
            key: packed(cx, &only_key(&table, &item)),
            item: Some(packed(cx, &item)),
        };
        post(cx, seed.group, &seed.region, &change).await?;
        seed.after = Some(key.bytes);
    }
    if !full {
        return sent(cx, &seed).await;
    }
    let now = cx.now();
    cx.schedule(&SEED, &seed_key(&seed), now, &seed).await
}

/// Everything is in the outbox: the replica becomes active when it has taken it.
async fn sent(cx: &mut Cx<'_>, seed: &Seed) -> ApiResult<()> {
    let Some(mut group) = cx.get(&GROUPS, &seed.group).await? else { return Ok(()) };
    for replica in &mut group.replicas {
        if replica.region == seed.region && replica.state == State::Creating {
            replica.state = State::Sent;
        }
    }
    cx.put(&GROUPS, &seed.group, &group);
    tell(cx, seed.group, &seed.region).await
}
