//! One page of a query or a scan: items of a range of keys, filtered after they were counted, up to a limit or
//! a megabyte.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.Pagination.html>

use kernel::{ApiResult, Cx, Timestamp};
use lang_dynamodb::expression::{Condition, Projection};
use lang_dynamodb::{Item, codec};
use store::Table;

use crate::capacity::{Tally, read_halves};
use crate::key_range::KeyBounds;
use crate::table::{IndexRow, KeySchema, TableRow};
use crate::tables::{INDEX_ITEMS, ITEMS, ItemKey, StoredItem};
use crate::throttle::{Action, Meter, Use};
use crate::{errors, item_key, limits, reads, recent, vault};

/// Rows that are read at once, at first and at most.
const FIRST_CHUNK: usize = 64;
const LAST_CHUNK: usize = 2048;

/// A table, or an index of it.
#[derive(Clone, Copy)]
pub(crate) struct Target<'t> {
    pub(crate) table: &'t TableRow,
    /// The index, with its place in the table's list.
    pub(crate) index: Option<(usize, &'t IndexRow)>,
}

impl<'t> Target<'t> {
    /// The table, or its index of this name, which `operation` reads: not one of vectors.
    pub(crate) fn find(
        table: &'t TableRow,
        index: Option<&str>,
        operation: &str,
    ) -> ApiResult<Target<'t>> {
        let Some(name) = index else { return Ok(Target { table, index: None }) };
        let found = table.indexes.iter().enumerate().find(|(_, index)| index.name == name);
        let index = found.ok_or_else(|| errors::no_such_index(name))?;
        if index.1.vector().is_some() {
            return Err(errors::not_on_this_index(operation));
        }
        if index.1.backfilling {
            return Err(errors::validation(format!(
                "Cannot read from backfilling global secondary index: {name}"
            )));
        }
        Ok(Target { table, index: Some(index) })
    }

    /// The global index, if it is one.
    pub(crate) fn global(&self) -> Option<&'t IndexRow> {
        self.index.map(|(_, index)| index).filter(|index| !index.local)
    }

    pub(crate) fn key(&self) -> &'t KeySchema {
        self.index.map_or(&self.table.key, |(_, index)| &index.key)
    }

    /// Whether a read is consistent that asks to be: a global index never is.
    fn is_consistent(&self, asked: bool) -> bool {
        asked && self.global().is_none()
    }

    fn rows(&self) -> (&'static Table<ItemKey, StoredItem>, u64) {
        match self.index {
            Some((_, index)) => (&INDEX_ITEMS, index.number),
            None => (&ITEMS, self.table.number),
        }
    }

    /// The key that a page after `item` starts behind: the item's, and in an index the index's before it.
    pub(crate) fn position(&self, item: &Item) -> Option<Vec<u8>> {
        let mut bytes = Vec::with_capacity(64);
        if self.index.is_some() && !item_key::push_key(&mut bytes, self.key(), item) {
            return None;
        }
        item_key::push_key(&mut bytes, &self.table.key, item).then_some(bytes)
    }

    /// The attributes that say where an item stands.
    pub(crate) fn position_attributes(&self, item: &Item) -> Item {
        let parts = self.table.key.parts().chain(self.key().parts());
        item.only(parts.map(|part| part.name.as_str()))
    }

    /// The key that an `ExclusiveStartKey` names, when it has the right attributes.
    pub(crate) fn start(&self, key: &Item, scan: bool) -> ApiResult<Vec<u8>> {
        let attributes = self.position_attributes(key);
        if attributes.len() != key.len() {
            return Err(errors::start_key_schema(scan));
        }
        self.position(key).ok_or_else(|| errors::start_key_schema(scan))
    }
}

/// What a page is to hold.
pub(crate) struct Reading<'r> {
    pub(crate) target: Target<'r>,
    pub(crate) bounds: KeyBounds,
    pub(crate) reverse: bool,
    /// The key that the page starts behind.
    pub(crate) start: Option<Vec<u8>>,
    /// How many items are looked at.
    pub(crate) limit: Option<usize>,
    pub(crate) filter: Option<Condition>,
    pub(crate) projection: Option<Projection>,
    /// Whether items are only counted.
    pub(crate) count_only: bool,
    /// Whether an index shows too little, so that the items themselves are read.
    pub(crate) fetch: bool,
    pub(crate) consistent: bool,
}

/// A page.
#[derive(Default)]
pub(crate) struct Page {
    pub(crate) items: Vec<Item>,
    pub(crate) count: usize,
    pub(crate) scanned: usize,
    /// Where it ended, when that was not the end of the range.
    pub(crate) last: Option<Item>,
    pub(crate) tally: Tally,
}

impl Reading<'_> {
    /// Reads the page.
    pub(crate) async fn page(&self, cx: &mut Cx<'_>) -> ApiResult<Page> {
        let (table, owner) = self.target.rows();
        let key = |bytes: &[u8]| ItemKey { owner, bytes: bytes.to_vec() };
        let mut range = cx.rows(table).prefix(&key(&self.bounds.prefix));
        if let Some(from) = &self.bounds.from {
            range = range.from(&key(from));
        }
        if let Some(before) = &self.bounds.before {
            range = range.before(&key(before));
        }
        if self.reverse {
            range = range.reversed();
        }
        let further = |range: store::RowRange<ItemKey>, key: &ItemKey| {
            if self.reverse { range.before(key) } else { range.after(key) }
        };
        if let Some(start) = &self.start {
            range = further(range, &key(start));
        }
        let mut meter = Meter::of(cx);
        let index = self.target.index.map(|(_, index)| index);
        let what = Use::of(self.target.table, index, Action::Read, &self.bounds.prefix);
        meter.admit(cx, what)?;
        let vault = vault::of(cx, self.target.table.number).await?;
        let moment = recent::moment(cx, self.target.is_consistent(self.consistent));
        let mut seen = self.start.clone();
        let mut page = Page::default();
        let mut size = 0;
        let mut chunk = FIRST_CHUNK;
        'page: loop {
            let left = self.limit.map_or(usize::MAX, |limit| limit - page.scanned);
            let wanted = chunk.min(left);
            let mut rows = cx.range(table, &range, wanted).await?;
            let end = rows.last().filter(|_| rows.len() == wanted).map(|(key, _)| key.clone());
            if let Some(moment) = moment {
                self.as_of(cx, moment, seen.as_deref(), end.as_ref(), &mut rows);
            }
            for (_, row) in &rows {
                size += codec::size_of(&row.0);
                page.scanned += 1;
                let full = size >= limits::MAX_PAGE || self.limit == Some(page.scanned);
                // An item that only counts need not be read.
                if self.count_only && self.filter.is_none() && !full {
                    page.count += 1;
                    continue;
                }
                let item = vault.open(&row.0)?;
                let last = full.then(|| self.target.position_attributes(&item));
                self.take(cx, &mut page, item).await?;
                if full {
                    page.last = last;
                    break 'page;
                }
            }
            let Some(last) = end else { break };
            range = further(range, &last);
            seen = Some(last.bytes);
            chunk = (chunk * 4).min(LAST_CHUNK);
        }
        let halves = read_halves(size, self.consistent);
        match self.target.index {
            Some((at, _)) => page.tally.add_index(at, halves),
            None => page.tally.add_table(halves),
        }
        meter.take(what, halves);
        meter.settle(cx);
        Ok(page)
    }

    /// Makes rows, those between `seen` and `end`, what they were at `moment`.
    fn as_of(
        &self,
        cx: &Cx<'_>,
        moment: Timestamp,
        seen: Option<&[u8]>,
        end: Option<&ItemKey>,
        rows: &mut Vec<(ItemKey, StoredItem)>,
    ) {
        let (_, owner) = self.target.rows();
        let beyond =
            |key: &[u8], other: &[u8]| if self.reverse { key < other } else { key > other };
        let changed = recent::rows_at(cx, owner, moment, &self.bounds.prefix, |key| {
            self.bounds.holds(key)
                && seen.is_none_or(|seen| beyond(key, seen))
                && end.is_none_or(|end| !beyond(key, &end.bytes))
        });
        if changed.is_empty() {
            return;
        }
        let is_changed =
            |key: &ItemKey| changed.binary_search_by(|(k, _)| k.cmp(&key.bytes)).is_ok();
        rows.retain(|(key, _)| !is_changed(key));
        rows.extend(
            changed.into_iter().filter_map(|(bytes, row)| Some((ItemKey { owner, bytes }, row?))),
        );
        rows.sort_by(|(a, _), (b, _)| if self.reverse { b.cmp(a) } else { a.cmp(b) });
    }

    async fn take(&self, cx: &mut Cx<'_>, page: &mut Page, found: Item) -> ApiResult<()> {
        let mut item = found;
        if self.fetch {
            let key = item_key::bytes_of(self.target.table, &item);
            if let Some(whole) = reads::shown(cx, &key, self.consistent).await? {
                page.tally.add_table(read_halves(whole.size(), self.consistent));
                item = whole;
            }
        }
        if self.filter.as_ref().is_some_and(|filter| !filter.holds(&item)) {
            return Ok(());
        }
        page.count += 1;
        if !self.count_only {
            page.items.push(match &self.projection {
                Some(projection) => projection.of(&item),
                None => item,
            });
        }
        Ok(())
    }
}
