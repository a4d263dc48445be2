//! CreateEventSourceMapping.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/APIReference/API_CreateEventSourceMapping.html>

use gen_lambda::{CreateEventSourceMappingInput, CreateEventSourceMappingOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn create_event_source_mapping(
    _cx: &mut Cx<'_>,
    _input: &CreateEventSourceMappingInput,
) -> ApiResult<CreateEventSourceMappingOutput> {
    Err(ApiError::not_implemented("lambda:CreateEventSourceMapping"))
}
