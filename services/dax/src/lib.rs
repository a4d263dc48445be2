//! DAX: what it models, in a sentence or two.
//!
//! Ref: <https://docs.aws.amazon.com/dax/latest/APIReference/Welcome.html>
//! Invariants: none yet. Known deviations: none yet. Start reading at `ops`.

mod errors;
mod limits;
mod ops;
mod tables;

use kernel::{Service, Wording};

/// The service, for the list in `app`.
pub fn service() -> Service {
    Service {
        wording: Wording::Standard,
        ..Service::new(&gen_dax::SCHEMA, ops::TABLE)
    }
}
