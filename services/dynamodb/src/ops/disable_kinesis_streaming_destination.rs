//! DisableKinesisStreamingDestination.
//! Ref: <https://docs.aws.amazon.com/dynamodb/latest/APIReference/API_DisableKinesisStreamingDestination.html>

use gen_dynamodb::{DisableKinesisStreamingDestinationInput, DisableKinesisStreamingDestinationOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn disable_kinesis_streaming_destination(
    _cx: &mut Cx<'_>,
    _input: &DisableKinesisStreamingDestinationInput,
) -> ApiResult<DisableKinesisStreamingDestinationOutput> {
    Err(ApiError::not_implemented("dynamodb:DisableKinesisStreamingDestination"))
}
