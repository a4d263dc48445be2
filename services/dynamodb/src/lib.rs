//! DYNAMODB: what it models, in a sentence or two.
//!
//! Ref: <https://docs.aws.amazon.com/dynamodb/latest/APIReference/Welcome.html>
//! Invariants: none yet. Known deviations: none yet. Start reading at `ops`.

mod errors;
mod limits;
mod ops;
mod streams;
mod tables;

use kernel::{Service, Wording};

/// The service, for the list in `app`.
pub fn service() -> Service {
    Service { wording: Wording::Standard, ..Service::new(&gen_dynamodb::SCHEMA, ops::TABLE) }
}

/// DynamoDB Streams: another service on the wire, over the same state.
pub fn streams() -> Service {
    Service {
        wording: Wording::Standard,
        ..Service::new(&gen_dynamodbstreams::SCHEMA, streams::TABLE)
    }
}
