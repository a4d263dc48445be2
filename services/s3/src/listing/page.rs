//! Reading a page of a listing. A prefix that was met is stepped over by a seek, so that a page costs what it shows and
//! not what lies within; and what a seek has found stays known until somebody writes there ([`Cx::leap`]), so that the
//! next page need not seek.

use kernel::{ApiResult, Cx};
use store::{Leap, Row, RowRange};

use super::{Entry, Listing, Page, Start};
use crate::glance::Glance;
use crate::object::Version;
use crate::object_key::ObjectKey;
use crate::tables::{GLANCES, OBJECTS};

/// Rows read at once at the beginning; more while no seek is needed.
const FEW: usize = 4;
/// Rows read after a prefix was stepped over: most likely the next one follows.
const NEXT: usize = 1;

/// A table whose rows lie under a bucket and a key.
pub(crate) type Rows<R> = store::Table<(u64, ObjectKey), R>;

/// What a listing goes through.
pub(crate) struct Source<R> {
    pub(crate) rows: Rows<R>,
    /// Which rows are listed, by themselves alone.
    pub(crate) is_shown: fn(&R) -> bool,
    /// What stands for that rule in the store.
    pub(crate) sense: u8,
}

/// Objects, as their newest versions are.
pub(crate) static OF_OBJECTS: Source<Glance> =
    Source { rows: GLANCES, is_shown: |row| row.content.is_some(), sense: 1 };

/// The newest version of each key, delete markers as well.
pub(crate) static OF_NEWEST: Source<Version> =
    Source { rows: OBJECTS, is_shown: |_| true, sense: 2 };

/// Reads a page.
pub(crate) async fn page<R: Row>(
    cx: &mut Cx<'_>,
    source: &Source<R>,
    bucket: u64,
    listing: &Listing,
    start: Start<'_>,
) -> ApiResult<Page<R>> {
    let mut page = Page { entries: Vec::new(), truncated: false };
    if listing.limit == 0 {
        return Ok(page);
    }
    let all = cx.rows(&source.rows).prefix(&bucket).starting_with(&listing.prefix);
    let range = match start {
        Start::First => all.clone(),
        Start::After(key) => all.clone().after(&(bucket, ObjectKey(key.to_owned()))),
        Start::Beyond(prefix) => all.clone().beyond(&bucket, prefix),
    };
    let is_beyond = matches!(start, Start::Beyond(_));
    let mut walk = Walk { source, bucket, listing, all, leapt: Vec::new() };
    walk.fill(cx, &mut page, range, is_beyond).await?;
    cx.learn(&source.rows, source.sense, &walk.leapt);
    Ok(page)
}

type Range = RowRange<(u64, ObjectKey)>;

struct Walk<'w, R> {
    source: &'w Source<R>,
    bucket: u64,
    listing: &'w Listing,
    all: Range,
    /// Seeks beyond a prefix, and the key in the next prefix that each has found.
    leapt: Vec<(Range, (u64, ObjectKey))>,
}

impl<R: Row> Walk<'_, R> {
    /// Adds to the page what lies in `range`, which begins beyond a prefix or elsewhere.
    async fn fill(
        &mut self,
        cx: &mut Cx<'_>,
        page: &mut Page<R>,
        mut range: Range,
        mut is_beyond: bool,
    ) -> ApiResult<()> {
        let mut step = if self.listing.delimiter.is_empty() { self.listing.limit + 1 } else { FEW };
        // Where the last seek began, as long as it has found nothing.
        let mut sought = None;
        loop {
            if is_beyond {
                match cx.leap(&self.source.rows, &range, self.source.sense)? {
                    Leap::Nothing => return Ok(()),
                    Leap::To((_, ref key))
                        if let Some(prefix) = self.listing.folded(key.as_str()) =>
                    {
                        if !page.add_prefix(self.listing, prefix) {
                            return Ok(());
                        }
                        range = self.all.clone().beyond(&self.bucket, prefix);
                        step = NEXT;
                        continue;
                    }
                    Leap::To(_) | Leap::Unknown => sought = Some(range.clone()),
                }
            }
            let rows = cx.range(&self.source.rows, &range, step).await?;
            let is_last = rows.len() < step;
            let entries = page.entries.len();
            let added = page.add(self.listing, rows, self.source.is_shown);
            if (page.entries.len() > entries || page.truncated)
                && let Some(from) = sought.take()
                && let Some(within) = added.within
            {
                self.leapt.push((from, (self.bucket, within)));
            }
            if is_last || page.truncated {
                return Ok(());
            }
            (range, step, is_beyond) = match (added.resume, page.entries.last()) {
                // Rows are plain here: read more of them at once.
                (Some(key), _) => {
                    let most = self.listing.limit + 1 - page.entries.len();
                    let next = self.all.clone().after(&(self.bucket, key));
                    (next, (step * 4).min(most.max(FEW)), false)
                }
                (None, Some(Entry::Prefix(prefix))) => {
                    (self.all.clone().beyond(&self.bucket, prefix), NEXT, true)
                }
                (None, _) => return Ok(()),
            };
        }
    }
}

/// What adding rows to a page came to.
#[derive(Default)]
struct Added {
    /// The last key that was looked at, unless it lies within a prefix that is in the page, which is to be stepped over.
    resume: Option<ObjectKey>,
    /// The key of the first row that is shown, when it lies within a prefix.
    within: Option<ObjectKey>,
}

impl<R> Page<R> {
    /// Adds a prefix, if there is room.
    fn add_prefix(&mut self, listing: &Listing, prefix: &str) -> bool {
        self.truncated = self.entries.len() == listing.limit;
        if !self.truncated {
            self.entries.push(Entry::Prefix(prefix.to_owned()));
        }
        !self.truncated
    }

    /// Adds rows as long as there is room.
    fn add(
        &mut self,
        listing: &Listing,
        rows: Vec<((u64, ObjectKey), R)>,
        is_shown: impl Fn(&R) -> bool,
    ) -> Added {
        self.entries.reserve(rows.len());
        let mut added = Added::default();
        // The last key that was looked at: that of a row which is not shown, or of the last entry.
        let (mut passed, mut is_entry, mut is_first) = (None, false, true);
        for ((_, key), row) in rows {
            let within = |prefix: &str| key.as_str().starts_with(prefix);
            if matches!(self.entries.last(), Some(Entry::Prefix(prefix)) if within(prefix)) {
                (passed, is_entry) = (None, false);
                continue;
            }
            if !is_shown(&row) {
                (passed, is_entry) = (Some(key), false);
                continue;
            }
            let folded = listing.folded(key.as_str());
            if std::mem::take(&mut is_first) && folded.is_some() {
                added.within = Some(key.clone());
            }
            if self.entries.len() == listing.limit {
                self.truncated = true;
                return added;
            }
            is_entry = match folded {
                Some(prefix) => {
                    self.entries.push(Entry::Prefix(prefix.to_owned()));
                    false
                }
                None => {
                    self.entries.push(Entry::Row(key, row));
                    true
                }
            };
            passed = None;
        }
        added.resume = match self.entries.last() {
            Some(Entry::Row(key, _)) if is_entry => Some(key.clone()),
            _ => passed,
        };
        added
    }
}

#[cfg(test)]
#[path = "tests/page.rs"]
mod tests;
