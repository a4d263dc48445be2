//! AddPermission.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/APIReference/API_AddPermission.html>

use gen_lambda::{AddPermissionInput, AddPermissionOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn add_permission(
    _cx: &mut Cx<'_>,
    _input: &AddPermissionInput,
) -> ApiResult<AddPermissionOutput> {
    Err(ApiError::not_implemented("lambda:AddPermission"))
}
