//! DeleteEventSourceMapping.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/APIReference/API_DeleteEventSourceMapping.html>

use gen_lambda::{DeleteEventSourceMappingInput, DeleteEventSourceMappingOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn delete_event_source_mapping(
    _cx: &mut Cx<'_>,
    _input: &DeleteEventSourceMappingInput,
) -> ApiResult<DeleteEventSourceMappingOutput> {
    Err(ApiError::not_implemented("lambda:DeleteEventSourceMapping"))
}
