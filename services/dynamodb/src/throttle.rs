//! Throttling, when the configuration asks for it: what tables and global indexes have of throughput, and what one
//! partition takes, is all that calls get. What was not used lately can be used at once.
//!
//! A handler has a [`Meter`]: it asks before it reads or writes, notes what that took, and settles at the end, with the
//! commit, so that a handler that runs again counts once.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/throttling.html>
//!
//! Deviation: a partition key's items never lie on several partitions; scans count for no partition.

mod bucket;
mod buckets;
mod refusal;

use std::sync::Arc;

use kernel::{ApiResult, Cx, Timestamp};
use lang_dynamodb::Item;
use lang_dynamodb::key::HASH_LEN;

use crate::capacity::write_halves;
use crate::limits;
use crate::scaling::consumed::Consumed;
use crate::table::{Billing, IndexRow, TableRow};
use crate::tables::ItemKey;
use crate::write::{self, Written};
use bucket::Rate;
pub(crate) use buckets::Action;
use buckets::{Buckets, Limit, Place};
pub(crate) use refusal::short_code;
use refusal::{Throttled, Why};

/// What one call takes. Does nothing where nothing is throttled or scaled.
pub(crate) struct Meter {
    buckets: Option<Arc<Buckets>>,
    taken: Vec<(Limit, usize)>,
    /// Of what auto scaling looks at.
    consumed: Option<Arc<Consumed>>,
    counted: Vec<((u64, Action), usize)>,
}

/// Something that has throughput, and what is done with it.
#[derive(Clone, Copy)]
pub(crate) struct Use<'t> {
    table: &'t TableRow,
    /// The global index; local ones use their table's throughput.
    index: Option<&'t IndexRow>,
    action: Action,
    /// The hash of the partition key, where there is one.
    partition: Option<[u8; HASH_LEN]>,
}

impl<'t> Use<'t> {
    /// Of a table, or of an index of it. `key` begins with a partition, if it is about one.
    pub(crate) fn of(
        table: &'t TableRow,
        index: Option<&'t IndexRow>,
        action: Action,
        key: &[u8],
    ) -> Use<'t> {
        let index = index.filter(|index| index.is_global());
        Use { table, index, action, partition: key.first_chunk().copied() }
    }

    fn is_read(&self) -> bool {
        self.action == Action::Read
    }

    fn owner(&self) -> u64 {
        self.index.map_or(self.table.number, |index| index.number)
    }

    /// The limits that hold, with what reaching them means.
    fn limits(&self) -> impl Iterator<Item = (Limit, Why)> {
        let since = self.table.created;
        let place = |partition| Place { owner: self.owner(), partition, action: self.action };
        let whole = self.configured().map(|(units, why)| {
            let rate = Rate { units, seconds: limits::BURST_SECONDS };
            (Limit { place: place(None), rate, since }, why)
        });
        let on_demand = self.table.is_on_demand();
        let hot = self.partition.map(|hash| {
            let units = match self.action {
                Action::Read => limits::PARTITION_READS,
                Action::Write => limits::PARTITION_WRITES,
            };
            let rate = Rate { units, seconds: 1 };
            (Limit { place: place(Some(hash)), rate, since }, Why::Partition { on_demand })
        });
        whole.into_iter().chain(hot)
    }

    /// Units a second that are configured.
    fn configured(&self) -> Option<(i64, Why)> {
        match (&self.table.billing, self.index) {
            (Billing::Provisioned(of_table), index) => {
                let units = index.map_or(Some(of_table), |index| index.throughput.as_ref())?;
                let units = if self.is_read() { units.read } else { units.write };
                Some((units, Why::Provisioned))
            }
            (Billing::OnDemand { .. }, index) => {
                let most = index.map_or(self.table.settings.maximum, |index| index.maximum);
                let most = if self.is_read() { most.read } else { most.write };
                most.map(|units| (units, Why::Maximum))
            }
        }
    }
}

impl Meter {
    pub(crate) fn of(cx: &Cx<'_>) -> Meter {
        let on = cx.settings().dynamodb_throttle;
        let buckets = on.then(|| cx.kernel().memory::<Buckets>());
        Meter { buckets, ..Meter::of_replicated(cx) }
    }

    /// Of a write that came from another region: it is counted, and nothing holds it up.
    pub(crate) fn of_replicated(cx: &Cx<'_>) -> Meter {
        let consumed = Some(cx.kernel().memory::<Consumed>()).filter(|consumed| consumed.any());
        Meter { buckets: None, taken: Vec::new(), consumed, counted: Vec::new() }
    }

    /// Whether nobody wants to know what is taken.
    fn is_idle(&self) -> bool {
        self.buckets.is_none() && self.consumed.is_none()
    }

    /// Lets a read or write begin, or says why not.
    pub(crate) fn admit(&self, cx: &Cx<'_>, what: Use<'_>) -> ApiResult<()> {
        let Some(buckets) = &self.buckets else { return Ok(()) };
        for (limit, why) in what.limits() {
            let same = |(other, _): &&(Limit, usize)| other.place == limit.place;
            let pending = self.taken.iter().filter(same).map(|(_, halves)| halves).sum();
            if !buckets.has_more_than(&limit, pending, cx.now()) {
                let table = what.table.arn(cx)?;
                let resource = match what.index {
                    Some(index) => format!("{table}/index/{}", index.name),
                    None => table,
                };
                let (action, of_index) = (what.action, what.index.is_some());
                return Err(Throttled { why, action, of_index, resource }.error());
            }
        }
        Ok(())
    }

    /// Notes half units that were taken.
    pub(crate) fn take(&mut self, what: Use<'_>, halves: usize) {
        if self.buckets.is_some() {
            self.taken.extend(what.limits().map(|(limit, _)| (limit, halves)));
        }
        if self.consumed.is_some() {
            self.counted.push(((what.owner(), what.action), halves));
        }
    }

    /// Lets a write of the item with this key begin.
    pub(crate) fn admit_write(
        &self,
        cx: &Cx<'_>,
        table: &TableRow,
        key: &ItemKey,
    ) -> ApiResult<()> {
        self.admit(cx, Use::of(table, None, Action::Write, &key.bytes))
    }

    /// Lets the rows of global indexes be written that go with a write of an item: an index that cannot take them
    /// holds up its table.
    pub(crate) fn admit_rows(
        &self,
        cx: &Cx<'_>,
        table: &TableRow,
        key: &ItemKey,
        old: Option<&Item>,
        new: Option<&Item>,
    ) -> ApiResult<()> {
        if self.buckets.is_none() || old == new {
            return Ok(());
        }
        for change in write::index_changes(table, key, old, new) {
            let index = &table.indexes[change.at];
            for row in change.rows().iter().filter(|_| index.is_global()) {
                self.admit(cx, Use::of(table, Some(index), Action::Write, &row.partition))?;
            }
        }
        Ok(())
    }

    /// Notes a write, `times` over.
    pub(crate) fn wrote(
        &mut self,
        table: &TableRow,
        key: &ItemKey,
        written: &Written,
        times: usize,
    ) {
        if self.is_idle() {
            return;
        }
        let what = Use::of(table, None, Action::Write, &key.bytes);
        self.take(what, write_halves(written.size) * times);
        for (at, rows) in &written.indexes {
            for row in rows {
                let index = table.indexes.get(*at);
                let what = Use::of(table, index, Action::Write, &row.partition);
                self.take(what, write_halves(row.size) * times);
            }
        }
    }

    /// Takes what was noted out of the buckets, with the commit.
    pub(crate) fn settle(self, cx: &mut Cx<'_>) {
        if self.taken.is_empty() && self.counted.is_empty() {
            return;
        }
        let now = cx.now();
        cx.on_commit(move || self.note(now));
    }

    /// Takes it out at once: the call fails, and took what it took all the same.
    pub(crate) fn spend(self, cx: &Cx<'_>) {
        self.note(cx.now());
    }

    fn note(self, now: Timestamp) {
        if let Some(buckets) = self.buckets {
            self.taken.iter().for_each(|(limit, halves)| buckets.take(limit, *halves, now));
        }
        if let Some(consumed) = self.consumed {
            self.counted.into_iter().for_each(|(owner, halves)| consumed.add(owner, halves, now));
        }
    }
}
