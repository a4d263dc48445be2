//! ListStreams.
//! Ref: <https://docs.aws.amazon.com/dynamodbstreams/latest/APIReference/API_ListStreams.html>

use gen_dynamodbstreams::{ListStreamsInput, ListStreamsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_streams(
    _cx: &mut Cx<'_>,
    _input: &ListStreamsInput,
) -> ApiResult<ListStreamsOutput> {
    Err(ApiError::not_implemented("dynamodbstreams:ListStreams"))
}
