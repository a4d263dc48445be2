//! ListEventSourceMappings.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/APIReference/API_ListEventSourceMappings.html>

use gen_lambda::{ListEventSourceMappingsInput, ListEventSourceMappingsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_event_source_mappings(
    _cx: &mut Cx<'_>,
    _input: &ListEventSourceMappingsInput,
) -> ApiResult<ListEventSourceMappingsOutput> {
    Err(ApiError::not_implemented("lambda:ListEventSourceMappings"))
}
