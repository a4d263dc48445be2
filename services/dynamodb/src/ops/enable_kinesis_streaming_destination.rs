//! EnableKinesisStreamingDestination.
//! Ref: <https://docs.aws.amazon.com/dynamodb/latest/APIReference/API_EnableKinesisStreamingDestination.html>

use gen_dynamodb::{EnableKinesisStreamingDestinationInput, EnableKinesisStreamingDestinationOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn enable_kinesis_streaming_destination(
    _cx: &mut Cx<'_>,
    _input: &EnableKinesisStreamingDestinationInput,
) -> ApiResult<EnableKinesisStreamingDestinationOutput> {
    Err(ApiError::not_implemented("dynamodb:EnableKinesisStreamingDestination"))
}
