//! RemoveLayerVersionPermission.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/APIReference/API_RemoveLayerVersionPermission.html>

use gen_lambda::{RemoveLayerVersionPermissionInput, RemoveLayerVersionPermissionOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn remove_layer_version_permission(
    _cx: &mut Cx<'_>,
    _input: &RemoveLayerVersionPermissionInput,
) -> ApiResult<RemoveLayerVersionPermissionOutput> {
    Err(ApiError::not_implemented("lambda:RemoveLayerVersionPermission"))
}
