//! Listing: the entries of a bucket in the order of their keys, folded into common prefixes at a delimiter. A prefix that
//! was met is stepped over by a seek, so that a page costs what it shows and not what lies within.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-prefixes.html>

use kernel::{ApiResult, Cx};
use store::Row;

use crate::object_key::ObjectKey;
use crate::{errors, limits, percent};

/// What a listing asks for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Listing {
    pub(crate) prefix: String,
    pub(crate) delimiter: String,
    pub(crate) limit: usize,
    /// Whether names are percent-encoded in the answer.
    pub(crate) encoded: bool,
}

impl Listing {
    pub(crate) fn parse(
        prefix: Option<&str>,
        delimiter: Option<&str>,
        max: Option<i32>,
        max_name: &str,
        encoding: Option<&str>,
    ) -> ApiResult<Listing> {
        let limit = match max {
            None => limits::PAGE,
            Some(n) => usize::try_from(n).map(|n| n.min(limits::PAGE)).map_err(|_| {
                let message =
                    format!("Argument {max_name} must be an integer between 0 and 2147483647");
                errors::invalid_argument(message, max_name, n.to_string())
            })?,
        };
        let encoded = match encoding {
            None => false,
            Some("url") => true,
            Some(other) => {
                let message = "Invalid Encoding Method specified in Request";
                return Err(errors::invalid_argument(message, "encoding-type", other));
            }
        };
        let own = |text: Option<&str>| text.unwrap_or_default().to_owned();
        Ok(Listing { prefix: own(prefix), delimiter: own(delimiter), limit, encoded })
    }

    /// The common prefix that `key` folds into.
    pub(crate) fn folded<'k>(&self, key: &'k str) -> Option<&'k str> {
        if self.delimiter.is_empty() {
            return None;
        }
        let at = key.get(self.prefix.len()..)?.find(&self.delimiter)?;
        key.get(..self.prefix.len() + at + self.delimiter.len())
    }

    /// Where the page after `marker` starts: a marker within a common prefix stands for all of it.
    pub(crate) fn start<'m>(&self, marker: &'m str) -> Start<'m> {
        if marker.is_empty() {
            return Start::First;
        }
        let folded = self.folded(marker).filter(|_| marker.starts_with(&self.prefix));
        folded.map_or(Start::After(marker), Start::Beyond)
    }

    /// The delimiter as the answer shows it: none when it is empty.
    pub(crate) fn shown_delimiter(&self) -> Option<String> {
        (!self.delimiter.is_empty()).then(|| self.shown(&self.delimiter))
    }

    /// A key as the answer shows it.
    pub(crate) fn shown_key(&self, key: ObjectKey) -> String {
        if self.encoded { encode(key.as_str()) } else { key.0 }
    }

    /// A name as the answer shows it.
    pub(crate) fn shown(&self, name: &str) -> String {
        if self.encoded { encode(name) } else { name.to_owned() }
    }
}

/// Where to begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Start<'m> {
    First,
    /// After this key.
    After(&'m str),
    /// After all that begins so.
    Beyond(&'m str),
}

/// Names as listings have them when a client asks for that.
pub(crate) fn encode(text: &str) -> String {
    percent::encoded(text, b"-._*/")
}

/// An entry of a listing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Entry<R> {
    Row(ObjectKey, R),
    Prefix(String),
}

impl<R> Entry<R> {
    /// The key or the prefix: what the next page starts after.
    pub(crate) fn name(&self) -> &str {
        match self {
            Entry::Row(key, _) => key.as_str(),
            Entry::Prefix(prefix) => prefix,
        }
    }
}

/// A page.
#[derive(Clone, Debug)]
pub(crate) struct Page<R> {
    pub(crate) entries: Vec<Entry<R>>,
    pub(crate) truncated: bool,
}

impl<R> Page<R> {
    /// The last entry's name, when there are more.
    pub(crate) fn next(&self) -> Option<&str> {
        self.entries.last().filter(|_| self.truncated).map(Entry::name)
    }
}

/// Rows read at once at the beginning; more while no seek is needed.
const FEW: usize = 4;
/// Rows read after a prefix was stepped over: most likely the next one follows.
const NEXT: usize = 1;

/// A table whose rows lie under a bucket and a key.
pub(crate) type Rows<R> = store::Table<(u64, ObjectKey), R>;

/// Reads a page of the rows that `is_shown` takes.
pub(crate) async fn page<R: Row>(
    cx: &mut Cx<'_>,
    table: &Rows<R>,
    bucket: u64,
    listing: &Listing,
    start: Start<'_>,
    is_shown: impl Fn(&R) -> bool,
) -> ApiResult<Page<R>> {
    let mut page = Page { entries: Vec::new(), truncated: false };
    if listing.limit == 0 {
        return Ok(page);
    }
    let all = cx.rows(table).prefix(&bucket).starting_with(&listing.prefix);
    let mut range = match start {
        Start::First => all.clone(),
        Start::After(key) => all.clone().after(&(bucket, ObjectKey(key.to_owned()))),
        Start::Beyond(prefix) => all.clone().beyond(&bucket, prefix),
    };
    let mut step = if listing.delimiter.is_empty() { listing.limit + 1 } else { FEW };
    loop {
        let rows = cx.range(table, &range, step).await?;
        let is_last = rows.len() < step;
        let resume = page.add(listing, rows, &is_shown);
        if is_last || page.truncated {
            return Ok(page);
        }
        (range, step) = match (resume, page.entries.last()) {
            // Rows are plain here: read more of them at once.
            (Some(key), _) => {
                let most = listing.limit + 1 - page.entries.len();
                (all.clone().after(&(bucket, key)), (step * 4).min(most.max(FEW)))
            }
            (None, Some(Entry::Prefix(prefix))) => (all.clone().beyond(&bucket, prefix), NEXT),
            (None, _) => return Ok(page),
        };
    }
}

impl<R> Page<R> {
    /// Adds rows as long as there is room. Answers the last key that was looked at, unless it lies within a prefix
    /// that is in the page, which is to be stepped over.
    fn add(
        &mut self,
        listing: &Listing,
        rows: Vec<((u64, ObjectKey), R)>,
        is_shown: impl Fn(&R) -> bool,
    ) -> Option<ObjectKey> {
        self.entries.reserve(rows.len());
        // The last key that was looked at: that of a row which is not shown, or of the last entry.
        let (mut passed, mut is_entry) = (None, false);
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
            if self.entries.len() == listing.limit {
                self.truncated = true;
                return None;
            }
            is_entry = match listing.folded(key.as_str()) {
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
        match self.entries.last() {
            Some(Entry::Row(key, _)) if is_entry => Some(key.clone()),
            _ => passed,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use bytes::Bytes;
    use kernel::{
        AccountId, Call, Caller, Clock, Endpoint, Kernel, KernelBuilder, Random, Region, Timestamp,
        Via,
    };
    use store::{Durability, Options, RowError, Store};

    use super::*;
    use crate::object::Version;
    use crate::tables::OBJECTS;

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

    static COUNTED: Rows<Counted> = OBJECTS.seen_as();
    const BUCKET: u64 = 7;

    async fn kernel() -> Kernel {
        let options = Options { durability: Durability::Memory, ..Options::default() };
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
        let page = page(&mut cx, &COUNTED, BUCKET, &listing, start, |_| true).await.expect("read");
        let read = READ.load(Ordering::Relaxed) - before;
        (page.entries.iter().map(|entry| entry.name().to_owned()).collect(), read)
    }

    #[tokio::test]
    async fn a_common_prefix_is_stepped_over_whatever_lies_within() {
        let kernel = kernel().await;
        let call = call();
        let version = Version {
            number: 1,
            null: true,
            modified: Timestamp::from_secs(0),
            owner: AccountId::DEFAULT,
            object: None,
        };
        for n in 0..100 {
            let mut cx = Cx::begin(&kernel, &call);
            for m in 0..200 {
                let key = ObjectKey(format!("d{n:03}/e{}/{m:04}", m % 2));
                cx.put(&OBJECTS, &(BUCKET, key), &version);
            }
            cx.finish(Ok(()), &mut 0).await.expect("no conflict").expect("written");
        }
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

    #[test]
    fn folding() {
        let listing = Listing {
            prefix: "a/".to_owned(),
            delimiter: "/".to_owned(),
            limit: 10,
            encoded: false,
        };
        assert_eq!(listing.folded("a/b"), None);
        assert_eq!(listing.folded("a/b/c/d"), Some("a/b/"));
        assert_eq!(listing.start("a/b/"), Start::Beyond("a/b/"));
        assert_eq!(listing.start("a/b/c"), Start::Beyond("a/b/"));
        assert_eq!(listing.start("a/b"), Start::After("a/b"));
        assert_eq!(listing.start("b/c"), Start::After("b/c"));
        assert_eq!(listing.start(""), Start::First);
        assert_eq!(Listing::default().folded("a/b"), None);
    }

    #[test]
    fn encoding() {
        assert_eq!(encode("a b+ü/*~&"), "a%20b%2B%C3%BC/*%7E%26");
    }
}
