//! What a call requires by the facts alone: the operation's action, on the resource whose ARN the input's members
//! fill in. Services whose resources are named otherwise say so themselves.

use std::sync::Arc;

use schema::ApiResult;

use crate::access::{AccessQuery, Required};
use crate::cx::Cx;
use crate::kernel::Kernel;
use crate::operations::OpEntry;
use crate::service::Registered;

impl Kernel {
    /// The action that an operation is.
    pub(super) fn action_of(&self, service: &'static str, entry: &OpEntry) -> Arc<str> {
        format!("{service}:{}", entry.name).into()
    }
}

pub(super) fn required(
    _cx: &Cx<'_>,
    _service: &Registered,
    query: &AccessQuery<'_>,
) -> ApiResult<Required> {
    Ok(query.on("*"))
}
