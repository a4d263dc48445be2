//! PutUserPermissionsBoundary.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_PutUserPermissionsBoundary.html>

use gen_iam::{PutUserPermissionsBoundaryInput, PutUserPermissionsBoundaryOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn put_user_permissions_boundary(
    _cx: &mut Cx<'_>,
    _input: &PutUserPermissionsBoundaryInput,
) -> ApiResult<PutUserPermissionsBoundaryOutput> {
    Err(ApiError::not_implemented("iam:PutUserPermissionsBoundary"))
}
