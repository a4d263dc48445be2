//! UpdateRoleDescription.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_UpdateRoleDescription.html>

use gen_iam::{UpdateRoleDescriptionInput, UpdateRoleDescriptionOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn update_role_description(
    _cx: &mut Cx<'_>,
    _input: &UpdateRoleDescriptionInput,
) -> ApiResult<UpdateRoleDescriptionOutput> {
    Err(ApiError::not_implemented("iam:UpdateRoleDescription"))
}
