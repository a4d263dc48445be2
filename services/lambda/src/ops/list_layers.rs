//! ListLayers.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/APIReference/API_ListLayers.html>

use gen_lambda::{ListLayersInput, ListLayersOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_layers(
    _cx: &mut Cx<'_>,
    _input: &ListLayersInput,
) -> ApiResult<ListLayersOutput> {
    Err(ApiError::not_implemented("lambda:ListLayers"))
}
