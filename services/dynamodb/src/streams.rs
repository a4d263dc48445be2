//! DynamoDB Streams: who changed which item when, in order, for 24 hours.
//!
//! Another service on the wire, and the same state: its records are written by the transaction that changes the item.
//! Start reading at [`log`], then [`registry`] and [`shards`].
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html>

mod arn;
mod iterator;
pub(crate) mod log;
mod ops;
mod record;
pub(crate) mod registry;
pub(crate) mod sequence;
pub(crate) mod shards;

use gen_dynamodbstreams::errors as modelled;
use kernel::{ApiError, ApiResult, Cx};

pub(crate) use arn::StreamArn;
pub(crate) use ops::TABLE;

use crate::table_name::TableName;
use crate::tables::STREAMS;
use registry::StreamInfo;

/// A stream that is not there.
fn no_stream(arn: &str) -> ApiError {
    modelled::resource_not_found_exception(format!(
        "Requested resource not found: Stream: {arn} not found"
    ))
}

/// The stream with this ARN.
async fn find(cx: &mut Cx<'_>, arn: &str) -> ApiResult<(StreamArn, StreamInfo)> {
    let parsed = StreamArn::of_request(cx, arn)?;
    let key = (TableName(parsed.table.clone()), parsed.label.clone());
    let found = cx.get(&STREAMS, &key).await?.filter(|info| !info.is_gone(cx.now()));
    found.map(|info| (parsed, info)).ok_or_else(|| no_stream(arn))
}
