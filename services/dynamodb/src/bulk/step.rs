//! What one transaction of a bulk operation does: some items put, what was wrong noted, and how far that is.

use std::sync::Arc;

use kernel::{ApiError, ApiResult, Cx, Timestamp};

use super::record::Record;
use super::report::{At, FILE, KINDS, Kind, Lines};
use super::{BulkObject, BulkRow, IndexKind, IndexUsage, Pace, Position, Usage};
use crate::capacity::write_halves;
use crate::item_write::{ItemWrite, Refusal};
use crate::table::TableRow;
use crate::tables::{BULKS, TABLES};
use crate::throttle::{Meter, short_code};
use crate::write::Written;

/// Bytes of reports that one transaction keeps, about.
const REPORTS: usize = 1 << 20;

/// A record with its place in the object.
pub(super) type Entry = (u64, Result<Record, String>);

/// What is to be done.
pub(super) struct Step<'b> {
    pub(super) object: &'b BulkObject,
    pub(super) entries: &'b [Entry],
    /// Bytes of the object that were read so far.
    pub(super) bytes: u64,
    /// Whether these are the last entries of the object.
    pub(super) last: bool,
}

/// What was done.
pub(super) struct Done {
    /// How many of the entries.
    pub(super) taken: usize,
    /// Until when nothing more is to be written.
    pub(super) pause: Option<Timestamp>,
    /// The operation goes no further.
    pub(super) over: bool,
    /// What there is enough of for a file.
    pub(super) full: Option<Kind>,
}

/// What became of one entry.
enum Outcome {
    Put(Written),
    Wrong,
    Refused,
    /// It is to wait.
    Throttled,
}

impl Step<'_> {
    pub(super) async fn apply(&self, cx: &mut Cx<'_>, id: &String) -> ApiResult<Done> {
        let over = Done { taken: self.entries.len(), pause: None, over: true, full: None };
        let going = cx.get(&BULKS, id).await?.filter(BulkRow::goes_on);
        let Some(mut row) = going else { return Ok(over) };
        let table = cx.get_shared(&TABLES, &row.table).await?;
        let Some(table) = table.filter(|table| table.number == row.number) else {
            let why = format!("Table not found: {}", row.table);
            row.failure = Some(("TableNotFound".to_owned(), why));
            cx.put(&BULKS, id, &row);
            return Ok(over);
        };
        let (mut lines, mut meter, mut taken) = (Lines::default(), Meter::of(cx), 0);
        let mut waits = false;
        for entry in self.entries {
            if lines.len() >= REPORTS {
                break;
            }
            if !row.pace.has_room(cx.now(), row.most_units) {
                waits = true;
                break;
            }
            match self.one(cx, &row, &table, entry, &mut meter, &mut lines).await? {
                Outcome::Put(written) => {
                    row.pace.add(cx.now(), halves(&written));
                    row.usage.add(&table, &written);
                }
                Outcome::Wrong => row.counts.failed += 1,
                Outcome::Refused => row.counts.refused += 1,
                Outcome::Throttled => {
                    waits = true;
                    break;
                }
            }
            taken += 1;
        }
        meter.settle(cx);
        row.counts.processed += taken as u64;
        lines.keep(cx, &mut row);
        self.move_on(&mut row, taken);
        cx.put(&BULKS, id, &row);
        let pause = waits.then(|| next_second(cx.now()));
        let full = KINDS.into_iter().find(|kind| row.waiting[kind.at()].bytes >= FILE);
        Ok(Done { taken, pause, over: false, full })
    }

    /// Notes how far the operation is.
    fn move_on(&self, row: &mut BulkRow, taken: usize) {
        let passed = self.last && taken == self.entries.len();
        if let Some((index, _)) = taken.checked_sub(1).and_then(|last| self.entries.get(last)) {
            row.at.records = index + 1;
        }
        let of_object = if passed { self.object.size } else { self.bytes.min(self.object.size) };
        row.counts.bytes = row.counts.bytes.max(row.before + of_object);
        if passed {
            row.at = Position { object: row.at.object + 1, records: 0 };
            row.before += self.object.size;
        }
    }

    async fn one(
        &self,
        cx: &mut Cx<'_>,
        row: &BulkRow,
        table: &Arc<TableRow>,
        (index, entry): &Entry,
        meter: &mut Meter,
        lines: &mut Lines,
    ) -> ApiResult<Outcome> {
        let at = At { bucket: &row.input.bucket, key: &self.object.key, index: *index };
        let Record { item, condition } = match entry {
            Ok(record) => record,
            Err(why) => {
                lines.error(&row.output, at, why, None);
                return Ok(Outcome::Wrong);
            }
        };
        let write = ItemWrite::put(table.clone(), item.clone(), condition.clone(), true);
        let mut write = match write {
            Ok(write) => write,
            Err(error) => {
                let why = error.message().unwrap_or_default();
                lines.error(&row.output, at, why, Some(item));
                return Ok(Outcome::Wrong);
            }
        };
        match write.run_on(cx, meter).await {
            Ok((_, written)) => Ok(Outcome::Put(written)),
            Err(Refusal::Condition(there, _)) => {
                lines.condition(&row.output, at, item, there.as_ref());
                Ok(Outcome::Refused)
            }
            Err(Refusal::Invalid(error) | Refusal::Other(error)) => throttled(error),
        }
    }
}

fn throttled(error: ApiError) -> ApiResult<Outcome> {
    if short_code(&error).is_some() { Ok(Outcome::Throttled) } else { Err(error) }
}

impl BulkRow {
    /// Whether its input is still read.
    pub(super) fn goes_on(&self) -> bool {
        self.ended.is_none() && !self.cancelled && self.failure.is_none()
    }
}

impl Pace {
    /// Whether more may be written in this second.
    fn has_room(&self, now: Timestamp, most_units: Option<i64>) -> bool {
        let most = most_units.and_then(|units| u64::try_from(units).ok());
        most.is_none_or(|units| self.second != now.as_secs() || self.halves < units * 2)
    }

    fn add(&mut self, now: Timestamp, halves: u64) {
        let second = now.as_secs();
        let before = if self.second == second { self.halves } else { 0 };
        *self = Pace { second, halves: before + halves };
    }
}

fn next_second(now: Timestamp) -> Timestamp {
    Timestamp::from_secs(now.as_secs() + 1)
}

/// Half units of a write with all of its rows.
fn halves(written: &Written) -> u64 {
    let rows = written.indexes.iter().flat_map(|(_, rows)| rows);
    let of_rows: usize = rows.map(|row| write_halves(row.size)).sum();
    (write_halves(written.size) + of_rows) as u64
}

impl Usage {
    fn add(&mut self, table: &TableRow, written: &Written) {
        self.table += written.size as u64;
        for (at, rows) in &written.indexes {
            let Some(index) = table.indexes.get(*at) else { continue };
            let kind = if index.local { IndexKind::Local } else { IndexKind::Global };
            let bytes = rows.iter().map(|row| row.size as u64).sum();
            self.add_index(&index.name, kind, bytes);
        }
        for (at, bytes) in &written.vectors {
            let Some(index) = table.indexes.get(*at) else { continue };
            self.add_index(&index.name, IndexKind::Vector, *bytes as u64);
        }
    }

    fn add_index(&mut self, name: &str, kind: IndexKind, bytes: u64) {
        match self.indexes.iter_mut().find(|index| index.name == name && index.kind == kind) {
            Some(index) => index.bytes += bytes,
            None => self.indexes.push(IndexUsage { name: name.to_owned(), kind, bytes }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pace_is_of_one_second() {
        let at = Timestamp::from_millis;
        let mut pace = Pace::default();
        assert!(pace.has_room(at(5_000), Some(3)));
        pace.add(at(5_000), 4);
        assert!(pace.has_room(at(5_999), Some(3)));
        pace.add(at(5_999), 4);
        assert!(!pace.has_room(at(5_999), Some(3)));
        assert!(pace.has_room(at(5_999), None));
        assert!(pace.has_room(at(6_000), Some(3)));
        pace.add(at(6_000), 2);
        assert_eq!(pace, Pace { second: 6, halves: 2 });
        assert_eq!(next_second(at(5_999)), at(6_000));
    }
}
