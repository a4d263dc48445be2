//! Pages of listings: how many rows they read, and that they show what is there.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use kernel::{
    AccountId, Call, Caller, Clock, Endpoint, Kernel, KernelBuilder, Random, Region, Timestamp, Via,
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

static COUNTED: Source<Counted> = Source { rows: OBJECTS.seen_as(), is_shown: |_| true, sense: 2 };
const BUCKET: u64 = 7;

/// Rows that are shown or not: as objects and delete markers.
static FLAGS: Rows<bool> = store::Table::new("test.flag", store::Scope::Partition, 1);
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
async fn read(kernel: &Kernel, prefix: &str, limit: usize, marker: &str) -> (Vec<String>, usize) {
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
