//! Capacity that calls take, counted as AWS counts it, to the half unit.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html>

use gen_dynamodb::{Capacity, ConsumedCapacity, VectorCapacity};
use schema::VecMap;

use crate::table::TableRow;
use crate::write::Written;

/// Bytes of a read unit and of a write unit.
const READ_UNIT: usize = 4096;
const WRITE_UNIT: usize = 1024;
/// Bytes that a search, or what a call writes to vector indexes, counts for at least.
const LEAST_VECTORS: usize = 1024;

/// How much `ReturnConsumedCapacity` wants to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Detail {
    None,
    Total,
    Indexes,
}

impl Detail {
    pub(crate) fn of(parameter: Option<&str>) -> Detail {
        match parameter {
            Some("TOTAL") => Detail::Total,
            Some("INDEXES") => Detail::Indexes,
            _ => Detail::None,
        }
    }
}

/// Which units a call takes; only transactions say it beside the sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Units {
    Plain,
    Reads,
    Writes,
}

/// What calls took of one table, in half units.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    table: usize,
    /// By the index's place in the table's list.
    indexes: Vec<(usize, usize)>,
    /// Bytes of rows of vector indexes, likewise.
    vectors: Vec<(usize, usize)>,
}

/// Half units of a read of so many bytes: one unit for each 4 KB when it is strongly consistent, half of it otherwise.
pub(crate) fn read_halves(size: usize, consistent: bool) -> usize {
    size.div_ceil(READ_UNIT).max(1) * if consistent { 2 } else { 1 }
}

/// Bytes of vectors as they are counted.
#[expect(clippy::cast_precision_loss, reason = "an index has less than 2^52 bytes")]
pub(crate) fn vector_bytes(bytes: usize) -> f64 {
    bytes.max(LEAST_VECTORS) as f64
}

/// Half units of a write of so many bytes.
pub(crate) fn write_halves(size: usize) -> usize {
    size.div_ceil(WRITE_UNIT).max(1) * 2
}

impl Tally {
    pub(crate) fn add_table(&mut self, halves: usize) {
        self.table += halves;
    }

    pub(crate) fn add_index(&mut self, at: usize, halves: usize) {
        match self.indexes.iter_mut().find(|(index, _)| *index == at) {
            Some((_, sum)) => *sum += halves,
            None => self.indexes.push((at, halves)),
        }
    }

    /// Adds all of another's.
    pub(crate) fn add(&mut self, other: &Tally) {
        self.table += other.table;
        other.indexes.iter().for_each(|(at, halves)| self.add_index(*at, *halves));
        other.vectors.iter().for_each(|(at, bytes)| self.add_vectors(*at, *bytes));
    }

    fn add_vectors(&mut self, at: usize, bytes: usize) {
        match self.vectors.iter_mut().find(|(index, _)| *index == at) {
            Some((_, sum)) => *sum += bytes,
            None => self.vectors.push((at, bytes)),
        }
    }

    /// Adds a write with all of its index rows, `times` over: transactions count twice. Vectors count once.
    pub(crate) fn add_written(&mut self, written: &Written, times: usize) {
        self.add_table(write_halves(written.size) * times);
        for (at, rows) in &written.indexes {
            let halves: usize = rows.iter().map(|row| write_halves(row.size)).sum();
            self.add_index(*at, halves * times);
        }
        written.vectors.iter().for_each(|(at, bytes)| self.add_vectors(*at, *bytes));
    }

    /// What the call's answer says; `name` is the table as the call named it.
    pub(crate) fn shown(
        &self,
        detail: Detail,
        units: Units,
        name: &str,
        table: &TableRow,
    ) -> Option<ConsumedCapacity> {
        if detail == Detail::None {
            return None;
        }
        let total = self.table + self.indexes.iter().map(|(_, halves)| halves).sum::<usize>();
        let (reads, writes) = split(total, units);
        let mut out = ConsumedCapacity {
            table_name: Some(name.to_owned()),
            capacity_units: Some(in_units(total)),
            read_capacity_units: reads,
            write_capacity_units: writes,
            ..ConsumedCapacity::default()
        };
        if detail == Detail::Indexes {
            out.table = Some(capacity(self.table, units));
            let mut local = VecMap::new();
            let mut global = VecMap::new();
            for (at, halves) in &self.indexes {
                let Some(index) = table.indexes.get(*at) else { continue };
                let side = if index.local { &mut local } else { &mut global };
                side.insert(index.name.as_str(), capacity(*halves, units));
            }
            out.local_secondary_indexes = (!local.is_empty()).then_some(local);
            out.global_secondary_indexes = (!global.is_empty()).then_some(global);
            out.vector_indexes = self.vectors_shown(table);
        }
        Some(out)
    }

    /// Bytes by vector index. What is missing to the least that a call counts for is counted for the first.
    fn vectors_shown(&self, table: &TableRow) -> Option<VecMap<VectorCapacity>> {
        let total: usize = self.vectors.iter().map(|(_, bytes)| bytes).sum();
        let mut missing = LEAST_VECTORS.saturating_sub(total);
        let mut out = VecMap::new();
        for (at, bytes) in &self.vectors {
            let Some(index) = table.indexes.get(*at) else { continue };
            let bytes = bytes + std::mem::take(&mut missing);
            let shown = VectorCapacity {
                vector_write_request_bytes: Some(in_units(bytes * 2)),
                ..VectorCapacity::default()
            };
            out.insert(index.name.as_str(), shown);
        }
        (!out.is_empty()).then_some(out)
    }
}

#[expect(clippy::cast_precision_loss, reason = "a call takes less than 2^52 half units")]
fn in_units(halves: usize) -> f64 {
    halves as f64 / 2.0
}

fn split(halves: usize, units: Units) -> (Option<f64>, Option<f64>) {
    match units {
        Units::Plain => (None, None),
        Units::Reads => (Some(in_units(halves)), None),
        Units::Writes => (None, Some(in_units(halves))),
    }
}

fn capacity(halves: usize, units: Units) -> Capacity {
    let (reads, writes) = split(halves, units);
    Capacity {
        read_capacity_units: reads,
        write_capacity_units: writes,
        capacity_units: Some(in_units(halves)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_rounded_up() {
        for (size, consistent, halves) in
            [(0, false, 1), (1, true, 2), (4096, false, 1), (4097, false, 2), (8193, true, 6)]
        {
            assert_eq!(read_halves(size, consistent), halves, "{size} {consistent}");
        }
        assert_eq!((write_halves(0), write_halves(1024), write_halves(1025)), (2, 2, 4));
    }
}
