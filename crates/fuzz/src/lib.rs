//! What is fuzzed. A target takes any bytes and must neither panic, nor hang, nor use memory out of
//! proportion; where there is more to hold (what is read can be written again), it checks that too.

pub mod chunked;
pub mod dynamodb_expression;
pub mod dynamodb_item;
pub mod key;
pub mod policy;
pub mod post_policy;
mod request;
pub mod row;
pub mod schedule;
pub mod schema;
pub mod signature;
mod wire_bodies;

pub use wire_bodies::{cbor, ec2, eventstream, gzip, json, query, uri, xml};

/// One target.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// As on the command line.
    pub name: &'static str,
    /// Takes any bytes; tells whether they were accepted, so that a mutator may go on from them.
    pub run: fn(&[u8]) -> bool,
    /// Inputs to begin with: valid ones, and ones known to be nasty.
    pub seeds: fn() -> Vec<Vec<u8>>,
    /// Words that a mutator puts in.
    pub words: &'static [&'static str],
    /// The most executions of one process: loading a schema leaks it, by design.
    pub limit: u64,
}

macro_rules! targets {
    ($($name:ident $limit:expr;)*) => {
        /// All targets.
        pub static ALL: &[Target] = &[$(Target {
            name: stringify!($name),
            run: $name::run,
            seeds: $name::seeds,
            words: $name::WORDS,
            limit: $limit,
        },)*];
    };
}

targets! {
    json u64::MAX;
    query u64::MAX;
    ec2 u64::MAX;
    xml u64::MAX;
    cbor u64::MAX;
    eventstream u64::MAX;
    uri u64::MAX;
    gzip u64::MAX;
    signature u64::MAX;
    chunked u64::MAX;
    post_policy u64::MAX;
    policy u64::MAX;
    schema 20_000;
    key u64::MAX;
    row u64::MAX;
    dynamodb_expression u64::MAX;
    dynamodb_item u64::MAX;
    schedule u64::MAX;
}
