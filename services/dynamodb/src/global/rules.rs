//! Which tables a global table may be made of: empty ones, alike in keys, indexes and the capacity for writes, with a
//! stream that shows everything. Pure.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateGlobalTable.html>

use kernel::ApiResult;

use crate::errors;
use crate::table::{Billing, KeySchema, StreamView, TableRow};
use crate::vector::VectorRow;

/// A table that is to be a replica, or is one already.
pub(super) struct Candidate {
    pub(super) region: String,
    pub(super) table: TableRow,
    pub(super) is_empty: bool,
}

/// A table that is to come is no global table's yet.
pub(super) fn check_free(one: &Candidate) -> ApiResult<()> {
    match one.table.settings.group {
        Some(_) => Err(refused(one, "is a replica of a global table already")),
        None => Ok(()),
    }
}

/// All of them together.
pub(super) fn check(all: &[Candidate]) -> ApiResult<()> {
    let Some(first) = all.first() else { return Ok(()) };
    for one in all {
        let stream = one.table.stream.as_ref().filter(|stream| stream.enabled);
        if stream.is_none_or(|stream| stream.view != StreamView::NewAndOldImages) {
            return Err(refused(one, "has no stream with new and old images"));
        }
        if !one.is_empty {
            return Err(refused(one, "is not empty"));
        }
        if one.table.key != first.table.key {
            return Err(refused(one, "has another key schema than the other replicas"));
        }
        if indexes(&one.table) != indexes(&first.table) {
            return Err(refused(one, "has other secondary indexes than the other replicas"));
        }
        if writes(&one.table) != writes(&first.table) {
            return Err(refused(one, "has another write capacity than the other replicas"));
        }
    }
    Ok(())
}

fn refused(one: &Candidate, why: &str) -> kernel::ApiError {
    let (name, region) = (&one.table.name, &one.region);
    errors::validation(format!("Table {name} in region {region} {why}."))
}

/// An index: its name, whether it is local, its key, and what it searches.
type Index<'t> = (&'t str, bool, &'t KeySchema, Option<&'t VectorRow>);

fn indexes(table: &TableRow) -> Vec<Index<'_>> {
    let indexes = table.indexes.iter();
    let mut all: Vec<_> = indexes
        .map(|index| (index.name.as_str(), index.local, &index.key, index.vector()))
        .collect();
    all.sort_by_key(|(name, ..)| *name);
    all
}

/// What the table, and each of its indexes, takes of writes.
fn writes(table: &TableRow) -> Vec<(&str, Option<i64>, Option<i64>)> {
    let provisioned = match &table.billing {
        Billing::Provisioned(throughput) => Some(throughput.write),
        Billing::OnDemand { .. } => None,
    };
    let mut all = vec![("", provisioned, table.settings.maximum.write)];
    all.extend(table.indexes.iter().map(|index| {
        let provisioned = index.throughput.as_ref().map(|throughput| throughput.write);
        (index.name.as_str(), provisioned, index.maximum.write)
    }));
    all.sort_unstable();
    all
}
