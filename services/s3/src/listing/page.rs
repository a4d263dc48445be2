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
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use bytes::Bytes;
    use kernel::{
        AccountId, Call, Caller, Clock, Endpoint, Kernel, KernelBuilder, Random, Region, Timestamp,
        Via,
    };
    use store::{Durability, Options, RowError, Store};

    use super::*;

    /// Rows that were decoded.
    static READ: AtomicUsize = AtomicUsize::new(0);

    struct Counted;

    impl Row for Counted {
        fn encode_body(&self, _: &mut Vec<u8>) -> Result<(), RowError> {
            Err(RowError::Body("not written".to_owned()))
        }

        fn decode_body(_: Bytes) -> Result<Counted, RowError> {
            READ.fetch_add(1, Ordering::Relaxed);
            Ok(Counted)
        }
    }

    static COUNTED: Source<Counted> =
        Source { rows: OBJECTS.seen_as(), is_shown: |_| true, sense: 2 };
    const BUCKET: u64 = 7;

    /// Rows that are shown or not: as objects and delete markers.
    static FLAGS: Rows<bool> = store::Table::new("s3.test-flag", store::Scope::Partition, 1);
    static SHOWN: Source<bool> = Source { rows: FLAGS, is_shown: |shown| *shown, sense: 1 };
    static ALL: Source<bool> = Source { rows: FLAGS, is_shown: |_| true, sense: 2 };

    async fn kernel(options: Options) -> Kernel {
        let store = Store::open(options).expect("the store opens");
        let clock = Clock::frozen(Timestamp::from_secs(1_700_000_000));
        let builder = KernelBuilder::new(store).clock(clock).random(Random::from_seed(7));
        builder.service(crate::service()).build().await.expect("the kernel builds")
    }

    fn call() -> Call {
        Call {
            service: "s3",
            operation: usize::MAX,
            account: AccountId::DEFAULT,
            caller: Arc::new(Caller::root(AccountId::DEFAULT, "test")),
            region: Region::default_region(),
            request_id: String::new(),
            endpoint: Endpoint { secure: false, authority: String::new() },
            via: Via::Service { name: "s3", depth: 0, origin: None },
            trace: None,
            input: Box::new(schema::Empty::default()),
        }
    }

    /// Names of a page, and how many rows were read for it.
    async fn read(
        kernel: &Kernel,
        prefix: &str,
        limit: usize,
        marker: &str,
    ) -> (Vec<String>, usize) {
        let listing =
            Listing { prefix: prefix.to_owned(), delimiter: "/".to_owned(), limit, encoded: false };
        let call = call();
        let mut cx = Cx::begin(kernel, &call);
        let before = READ.load(Ordering::Relaxed);
        let start = listing.start(marker);
        let page = page(&mut cx, &COUNTED, BUCKET, &listing, start).await.expect("read");
        let read = READ.load(Ordering::Relaxed) - before;
        (page.entries.iter().map(|entry| entry.name().to_owned()).collect(), read)
    }

    async fn fill(kernel: &Kernel) {
        let call = call();
        let version = Version {
            number: 1,
            null: true,
            modified: Timestamp::from_secs(0),
            owner: AccountId::DEFAULT,
            object: None,
        };
        for n in 0..100 {
            let mut cx = Cx::begin(kernel, &call);
            for m in 0..200 {
                let key = ObjectKey(format!("d{n:03}/e{}/{m:04}", m % 2));
                cx.put(&OBJECTS, &(BUCKET, key), &version);
            }
            cx.finish(Ok(()), &mut 0).await.expect("no conflict").expect("written");
        }
    }

    #[tokio::test]
    async fn a_common_prefix_is_stepped_over_whatever_lies_within() {
        let options = Options { durability: Durability::Memory, ..Options::default() };
        let kernel = kernel(options).await;
        fill(&kernel).await;
        // Each of the hundred prefixes is one row after one seek; the first read looks at a few.
        let (names, rows) = read(&kernel, "", 1_000, "").await;
        assert_eq!((names.len(), rows), (100, FEW + 99));
        assert_eq!(names[99], "d099/");
        // A page's last seek finds that there are more.
        let (names, rows) = read(&kernel, "", 10, "").await;
        assert_eq!((names.last().map(String::as_str), rows), (Some("d009/"), FEW + 10));
        // The next page begins beyond the prefix that the last one ended with, or within which a marker lies.
        for marker in ["d009/", "d009/e0/0000"] {
            let (names, rows) = read(&kernel, "", 10, marker).await;
            assert_eq!((names[0].as_str(), rows), ("d010/", FEW + 10), "{marker}");
        }
        let (names, rows) = read(&kernel, "d050/", 10, "").await;
        assert_eq!((names, rows), (vec!["d050/e0/".to_owned(), "d050/e1/".to_owned()], FEW + 1));
    }
    #[tokio::test]
    async fn what_a_seek_has_found_is_not_sought_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let kernel = kernel(Options::at(folder.path(), Durability::Process)).await;
        fill(&kernel).await;
        let (first, rows) = read(&kernel, "", 1_000, "").await;
        assert_eq!((first.len(), rows), (100, FEW + 99));
        // The first rows of a listing are read, and its end is looked for.
        let (again, rows) = read(&kernel, "", 1_000, "").await;
        assert_eq!((again, rows), (first, FEW));
        let (names, rows) = read(&kernel, "", 10, "d020/").await;
        assert_eq!((names[9].as_str(), rows), ("d030/", 0));
        // Within a prefix that is known nothing changes; where its first row is, one seek finds it again.
        let call = call();
        for (key, rows) in [("d070/z", FEW), ("d070/a", FEW + 1), ("d070/a", FEW + 1)] {
            let mut cx = Cx::begin(&kernel, &call);
            cx.delete(&OBJECTS, &(BUCKET, ObjectKey(key.to_owned())));
            cx.finish(Ok(()), &mut 0).await.expect("no conflict").expect("written");
            assert_eq!(read(&kernel, "", 1_000, "").await.1, rows, "{key}");
            assert_eq!(read(&kernel, "", 1_000, "").await.1, FEW, "{key}");
        }
    }

    /// All names of a listing, read in pages.
    async fn names(
        cx: &mut Cx<'_>,
        source: &Source<bool>,
        prefix: &str,
        delimiter: &str,
        limit: usize,
    ) -> Vec<String> {
        let (prefix, delimiter) = (prefix.to_owned(), delimiter.to_owned());
        let listing = Listing { prefix, delimiter, limit, encoded: false };
        let (mut names, mut marker) = (Vec::<String>::new(), String::new());
        loop {
            let start = listing.start(&marker);
            let page = page(cx, source, BUCKET, &listing, start).await.expect("a page");
            names.extend(page.entries.iter().map(|entry| entry.name().to_owned()));
            match page.next() {
                Some(next) => next.clone_into(&mut marker),
                None => return names,
            }
        }
    }

    fn expected(rows: &BTreeMap<String, bool>, all: bool, listing: &Listing) -> Vec<String> {
        let shown =
            rows.iter().filter(|(key, shown)| key.starts_with(&listing.prefix) && (all || **shown));
        let name = |(key, _): (&String, _)| listing.folded(key).unwrap_or(key).to_owned();
        let mut names: Vec<String> = shown.map(name).collect();
        names.dedup();
        names
    }

    #[tokio::test]
    async fn listings_show_their_snapshot_whatever_was_listed_and_written_before() {
        let folder = tempfile::tempdir().expect("a folder");
        let kernel = kernel(Options::at(folder.path(), Durability::Process)).await;
        let (call, random) = (call(), Random::from_seed(11));
        let below = |bound: usize| {
            let mut byte = [0];
            random.fill(&mut byte);
            usize::from(byte[0]) % bound
        };
        let mut rows = BTreeMap::new();
        let mut old: Option<(Cx<'_>, BTreeMap<String, bool>)> = None;
        for step in 0..3_000 {
            if below(3) > 0 {
                let mut cx = Cx::begin(&kernel, &call);
                for _ in 0..=below(3) {
                    let name = |_| ["a", "b", "b-c", "d", "e/"][below(5)].to_owned();
                    let parts: Vec<String> = (0..=below(3)).map(name).collect();
                    let key = parts.join(["/", "-"][below(2)]);
                    let place = (BUCKET, ObjectKey(key.clone()));
                    match below(3) {
                        0 => {
                            cx.delete(&FLAGS, &place);
                            rows.remove(&key);
                        }
                        shown => {
                            cx.put(&FLAGS, &place, &(shown == 1));
                            rows.insert(key, shown == 1);
                        }
                    }
                }
                cx.finish(Ok(()), &mut 0).await.expect("no conflict").expect("written");
                continue;
            }
            if below(10) == 0 {
                let mut cx = Cx::begin(&kernel, &call);
                let place = (BUCKET, ObjectKey(String::from("none")));
                assert_eq!(cx.get(&FLAGS, &place).await.expect("read"), None);
                old = Some((cx, rows.clone()));
            }
            let mut fresh = (Cx::begin(&kernel, &call), rows.clone());
            let (cx, rows) = old.as_mut().filter(|_| below(2) == 0).unwrap_or(&mut fresh);
            let listing = Listing {
                prefix: ["", "a/", "b", "b-", "e//"][below(5)].to_owned(),
                delimiter: ["/", "-", "/b", ""][below(4)].to_owned(),
                limit: [1, 2, 3, 1_000][below(4)],
                encoded: false,
            };
            let Listing { prefix, delimiter, limit, .. } = &listing;
            let all = below(2) == 0;
            let source = if all { &ALL } else { &SHOWN };
            let shown = names(cx, source, prefix, delimiter, *limit).await;
            assert_eq!(shown, expected(rows, all, &listing), "step {step}: {listing:?} {all}");
        }
    }
}
