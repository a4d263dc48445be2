//! GetShardIterator.
//! Ref: <https://docs.aws.amazon.com/dynamodbstreams/latest/APIReference/API_GetShardIterator.html>

use gen_dynamodbstreams::{GetShardIteratorInput, GetShardIteratorOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_shard_iterator(
    _cx: &mut Cx<'_>,
    _input: &GetShardIteratorInput,
) -> ApiResult<GetShardIteratorOutput> {
    Err(ApiError::not_implemented("dynamodbstreams:GetShardIterator"))
}
