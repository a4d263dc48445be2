//! Amazon DynamoDB Accelerator: clusters that answer DAX's own clients out of a cache before DynamoDB's tables.
//!
//! The control plane begins at [`ops`], what is kept at [`tables`]; the data plane at [`data`].
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/DAX.html>
//!
//! Invariant: a cluster asks DynamoDB only as its role, and answers only whom policies allow `dax:...` on it.
//! Deviation: all nodes of a cluster answer at one address, from one cache.
//! Deviation: subnet groups and TLS are absent; a cluster listens on this machine.
//! Deviation: a transaction's items leave the cache, and are read anew when next asked for.

mod cluster;
mod data;
mod errors;
mod events;
mod limits;
mod node;
mod ops;
mod page;
mod parameters;
mod show;
mod tables;
mod tags;

use kernel::{Service, Wording};

/// The service, for the list in `app`.
pub fn service() -> Service {
    Service {
        wording: Wording::Own(errors::wording),
        access: Some(tags::access),
        start: Some(|kernel| Box::pin(data::start(kernel))),
        ..Service::new(&gen_dax::SCHEMA, ops::TABLE)
    }
}
