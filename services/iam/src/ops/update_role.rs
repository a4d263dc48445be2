//! UpdateRole.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_UpdateRole.html>

use gen_iam::{UpdateRoleInput, UpdateRoleOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn update_role(
    _cx: &mut Cx<'_>,
    _input: &UpdateRoleInput,
) -> ApiResult<UpdateRoleOutput> {
    Err(ApiError::not_implemented("iam:UpdateRole"))
}
