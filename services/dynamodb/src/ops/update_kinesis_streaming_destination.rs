//! UpdateKinesisStreamingDestination.
//! Ref: <https://docs.aws.amazon.com/dynamodb/latest/APIReference/API_UpdateKinesisStreamingDestination.html>

use gen_dynamodb::{UpdateKinesisStreamingDestinationInput, UpdateKinesisStreamingDestinationOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn update_kinesis_streaming_destination(
    _cx: &mut Cx<'_>,
    _input: &UpdateKinesisStreamingDestinationInput,
) -> ApiResult<UpdateKinesisStreamingDestinationOutput> {
    Err(ApiError::not_implemented("dynamodb:UpdateKinesisStreamingDestination"))
}
