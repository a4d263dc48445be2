//! Stored rows: a damaged one is an error, and what is read is written so that it reads the same.

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use store::{RowError, Scope, Table};

pub(crate) const WORDS: &[&str] = &["\u{1}", "\u{2}", "\u{3}", "\u{7f}"];

/// A row with a part of every form.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Sample {
    name: String,
    number: i64,
    flag: Option<bool>,
    bytes: Vec<u8>,
    pairs: Vec<(String, u32)>,
    kind: Kind,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
enum Kind {
    Plain,
    Inner(Box<Sample>),
}

/// Version 1 had no more than what version 2 has in another order: here it is taken as it is.
fn from_one(body: &[u8]) -> Result<Vec<u8>, RowError> {
    Ok(body.to_vec())
}

static TABLE: Table<u64, Sample> =
    Table::new("fuzz.sample", Scope::Regional, 2).migrations(&[from_one]);

/// A row's stored form.
pub fn run(data: &[u8]) -> bool {
    let stored = Bytes::copy_from_slice(data);
    let Ok(row) = TABLE.decode_row(&stored) else { return false };
    let again = TABLE.encode_row(&row).expect("what was read can be written");
    let second = TABLE.decode_row(&again).expect("what was written can be read");
    assert_eq!(row, second, "a row changes when it is written");
    true
}

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let inner = Sample {
        name: "q".to_owned(),
        number: -5,
        flag: Some(true),
        bytes: vec![0, 1, 255],
        pairs: vec![("a".to_owned(), 1)],
        kind: Kind::Plain,
    };
    let outer = Sample { kind: Kind::Inner(Box::new(inner.clone())), ..inner.clone() };
    let rows = [inner, outer].map(|row| TABLE.encode_row(&row).expect("a row").to_vec());
    let mut deep = vec![2];
    for _ in 0..3_000 {
        deep.extend_from_slice(&[0, 0, 0, 0, 0, 1]);
    }
    let long = vec![2, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f];
    rows.into_iter().chain([deep, long]).collect()
}
