//! What one service tells the others, delivered after the commit that it belongs to.
//!
//! An announcement becomes one row for each consumer, in the announcing transaction. A consumer's handler
//! runs in a transaction that also removes the row: so it happens once in the store's eyes, in the order
//! of time and sequence. A handler that fails is tried again, later and later.

use std::marker::PhantomData;

use schema::ApiResult;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::cx::Cx;
use crate::operations::BoxFuture;

/// A kind of announcement and what it carries. Declared by the announcing service's contract crate.
pub struct Topic<E> {
    /// `service.event`, such as `s3.object-created`.
    pub name: &'static str,
    event: PhantomData<fn() -> E>,
}

impl<E: Serialize + DeserializeOwned> Topic<E> {
    /// A topic by name.
    pub const fn new(name: &'static str) -> Topic<E> {
        Topic { name, event: PhantomData }
    }
}

/// A service's handler for a topic.
pub struct ConsumerEntry {
    /// Unique and lasting: rows that wait in the store carry it.
    pub name: &'static str,
    /// The topic's name.
    pub topic: &'static str,
    /// Runs the handler on the payload.
    pub run: for<'a> fn(&'a mut Cx<'_>, &'a [u8]) -> BoxFuture<'a, ApiResult<()>>,
}
