//! ListLayerVersions.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/APIReference/API_ListLayerVersions.html>

use gen_lambda::{ListLayerVersionsInput, ListLayerVersionsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_layer_versions(
    _cx: &mut Cx<'_>,
    _input: &ListLayerVersionsInput,
) -> ApiResult<ListLayerVersionsOutput> {
    Err(ApiError::not_implemented("lambda:ListLayerVersions"))
}
