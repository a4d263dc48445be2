//! RemovePermission.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/APIReference/API_RemovePermission.html>

use gen_lambda::{RemovePermissionInput, RemovePermissionOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn remove_permission(
    _cx: &mut Cx<'_>,
    _input: &RemovePermissionInput,
) -> ApiResult<RemovePermissionOutput> {
    Err(ApiError::not_implemented("lambda:RemovePermission"))
}
