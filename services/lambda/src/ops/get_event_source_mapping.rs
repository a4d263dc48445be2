//! GetEventSourceMapping.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/APIReference/API_GetEventSourceMapping.html>

use gen_lambda::{GetEventSourceMappingInput, GetEventSourceMappingOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_event_source_mapping(
    _cx: &mut Cx<'_>,
    _input: &GetEventSourceMappingInput,
) -> ApiResult<GetEventSourceMappingOutput> {
    Err(ApiError::not_implemented("lambda:GetEventSourceMapping"))
}
