//! GetEventSourceMapping: a mapping and its state.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_GetEventSourceMapping.html>

use gen_lambda::{GetEventSourceMappingInput, GetEventSourceMappingOutput};
use kernel::{ApiResult, Cx};

use crate::events::mapping;

pub(crate) async fn get_event_source_mapping(
    cx: &mut Cx<'_>,
    input: &GetEventSourceMappingInput,
) -> ApiResult<GetEventSourceMappingOutput> {
    mapping::find(cx, &input.uuid).await?.show_open(cx).await
}
