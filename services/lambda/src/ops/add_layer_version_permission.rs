//! AddLayerVersionPermission.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/APIReference/API_AddLayerVersionPermission.html>

use gen_lambda::{AddLayerVersionPermissionInput, AddLayerVersionPermissionOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn add_layer_version_permission(
    _cx: &mut Cx<'_>,
    _input: &AddLayerVersionPermissionInput,
) -> ApiResult<AddLayerVersionPermissionOutput> {
    Err(ApiError::not_implemented("lambda:AddLayerVersionPermission"))
}
