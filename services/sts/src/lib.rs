//! AWS Security Token Service: tells a caller who it is.
//!
//! Protocol: awsQuery. GetCallerIdentity needs no permission. What issues credentials is not here yet
//! and answers `NotImplemented`.
//! Ref: <https://docs.aws.amazon.com/STS/latest/APIReference/welcome.html>

mod ops;

use kernel::{Service, Wording};

/// The service, for the cloud's list.
pub fn service() -> Service {
    Service { wording: Wording::Query, ..Service::new(&gen_sts::SCHEMA, ops::TABLE) }
}
