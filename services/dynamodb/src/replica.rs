//! Global tables: a table with replicas in other regions of this cloud. Each region reads and writes its own replica;
//! writes go to the others in the background, and the last writer wins.
//!
//! A write leaves a change for each other region in the outbox, with a stamp: when, and where. A job of that region
//! takes the changes and writes those whose stamps are later than what it has. Stamps of items that are gone stay.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/V2globaltables_HowItWorks.html>

pub(crate) mod apply;
pub(crate) mod change;
pub(crate) mod follow;
pub(crate) mod keys;
pub(crate) mod seed;

use std::sync::Arc;

use gen_dynamodb::ReplicaDescription;
use gen_dynamodb::values::replica_status;
use kernel::{ApiError, ApiResult, Cx, Region};
use lang_dynamodb::{Item, codec};
use serde::{Deserialize, Serialize};

use crate::item_key::only_key;
use crate::table::{TableRow, TableStatus};
use crate::table_name::TableName;
use crate::tables::{GROUPS, ItemKey, OUTBOX, STAMPS, Stored, TABLES};
use crate::{encryption, global, vault};

/// A global table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Group {
    pub(crate) table: TableName,
    /// In the order in which they came.
    pub(crate) replicas: Vec<Replica>,
}

/// One of its replicas.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Replica {
    pub(crate) region: String,
    pub(crate) state: State,
}

/// How far a replica is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum State {
    /// The items of the others are on their way.
    Creating,
    /// All of them have been sent.
    Sent,
    Active,
}

impl Group {
    /// The regions of the other replicas.
    fn others<'g>(&'g self, region: &'g str) -> impl Iterator<Item = &'g str> {
        self.replicas.iter().map(|replica| replica.region.as_str()).filter(move |r| *r != region)
    }
}

/// When and where an item was written; the later wins.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Stamp {
    at: i64,
    region: String,
}

/// What a write of one region means to another; items are packed (`vault::pack`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Change {
    stamp: Stamp,
    /// The key attributes, stored.
    key: Stored,
    /// The item after; nothing when it was deleted.
    item: Option<Stored>,
}

/// Sends a write to the other replicas, if the table has any.
pub(crate) async fn send(
    cx: &mut Cx<'_>,
    table: &TableRow,
    key: &ItemKey,
    some: &Item,
    new: Option<&Item>,
) -> ApiResult<()> {
    let Some(number) = table.settings.group else { return Ok(()) };
    let Some(group) = cx.get_shared(&GROUPS, &number).await? else { return Ok(()) };
    let place = (table.number, key.bytes.clone());
    let mut stamp = Stamp { at: cx.now().as_micros(), region: cx.region().to_string() };
    let before = cx.get(&STAMPS, &place).await?;
    if let Some(before) = before.filter(|before| *before >= stamp) {
        // What was written here later in fact is later by its stamp, too.
        stamp.at = before.at.saturating_add(1);
    }
    cx.put(&STAMPS, &place, &stamp);
    let own = stamp.region.clone();
    let change = Change {
        stamp,
        key: packed(cx, &only_key(table, some)),
        item: new.map(|item| packed(cx, item)),
    };
    for region in group.others(&own) {
        post(cx, number, region, &change).await?;
    }
    Ok(())
}

/// An item on its way to another region.
fn packed(cx: &Cx<'_>, item: &Item) -> Stored {
    Stored(vault::pack(cx.kernel(), &codec::encode(item)))
}

/// What cannot be changed while something else is.
fn in_use() -> ApiError {
    gen_dynamodb::errors::resource_in_use_exception(
        "The resource which you are attempting to change is in use.",
    )
}

/// Puts a change into the outbox for a region, which is told.
async fn post(cx: &mut Cx<'_>, group: u64, region: &str, change: &Change) -> ApiResult<()> {
    let sequence = cx.next_sequence();
    cx.put(&OUTBOX, &(region.to_owned(), group, sequence), change);
    tell(cx, group, region).await
}

/// Has a region take its changes.
async fn tell(cx: &mut Cx<'_>, group: u64, region: &str) -> ApiResult<()> {
    let Some(region) = Region::parse(region) else { return Ok(()) };
    let due = cx.now().plus(cx.settings().dynamodb_lag);
    cx.schedule_in(&region, &apply::APPLY, &group.to_string(), due, &group).await
}

/// `Replicas` of a description: those in other regions.
pub(crate) async fn describe(
    cx: &mut Cx<'_>,
    table: &TableRow,
) -> ApiResult<Option<Vec<ReplicaDescription>>> {
    let Some(number) = table.settings.group else { return Ok(None) };
    if global::has(cx, table).await? {
        // DescribeGlobalTable tells of those of version 2017.11.29.
        return Ok(None);
    }
    let Some(group) = cx.get_shared(&GROUPS, &number).await? else { return Ok(None) };
    let own = cx.region().to_string();
    let mut shown = Vec::new();
    for replica in group.replicas.iter().filter(|replica| replica.region != own) {
        shown.push(describe_one(cx, &group.table, replica).await?);
    }
    Ok((!shown.is_empty()).then_some(shown))
}

async fn describe_one(
    cx: &mut Cx<'_>,
    name: &TableName,
    replica: &Replica,
) -> ApiResult<ReplicaDescription> {
    let (mut key, mut inaccessible) = (None, false);
    if let Some(region) = Region::parse(&replica.region) {
        let home = cx.enter_region(region);
        let table = cx.get_shared(&TABLES, name).await;
        if let Ok(Some(table)) = &table {
            inaccessible = table.status == TableStatus::InaccessibleKey;
            key = encryption::replicas::key_arn(cx, table.number).await?;
        }
        cx.enter_region(home);
        table?;
    }
    let status = match replica.state {
        State::Active if inaccessible => replica_status::INACCESSIBLE_ENCRYPTION_CREDENTIALS,
        State::Active => replica_status::ACTIVE,
        State::Creating | State::Sent => replica_status::CREATING,
    };
    Ok(ReplicaDescription {
        region_name: Some(replica.region.clone()),
        replica_status: Some(status.to_owned()),
        kms_master_key_id: key,
        ..ReplicaDescription::default()
    })
}

/// Whether the table has replicas elsewhere.
pub(crate) async fn has_others(cx: &mut Cx<'_>, table: &TableRow) -> ApiResult<bool> {
    Ok(shared(cx, table).await?.is_some())
}

/// The table's group, if it has replicas elsewhere.
pub(crate) async fn shared(cx: &mut Cx<'_>, table: &TableRow) -> ApiResult<Option<Arc<Group>>> {
    let Some(number) = table.settings.group else { return Ok(None) };
    let group = cx.get_shared(&GROUPS, &number).await?;
    Ok(group.filter(|group| group.others(cx.region().as_str()).next().is_some()))
}
