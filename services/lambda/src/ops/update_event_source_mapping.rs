//! UpdateEventSourceMapping.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/APIReference/API_UpdateEventSourceMapping.html>

use gen_lambda::{UpdateEventSourceMappingInput, UpdateEventSourceMappingOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn update_event_source_mapping(
    _cx: &mut Cx<'_>,
    _input: &UpdateEventSourceMappingInput,
) -> ApiResult<UpdateEventSourceMappingOutput> {
    Err(ApiError::not_implemented("lambda:UpdateEventSourceMapping"))
}
