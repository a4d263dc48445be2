//! Identifiers that every service shares: accounts, regions, partitions and ARNs, checked where they enter.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html>

mod account;
mod arn;
mod region;

pub use account::AccountId;
pub use arn::{Arn, ArnError};
pub use region::{Partition, Region};
