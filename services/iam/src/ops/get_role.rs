//! GetRole.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_GetRole.html>

use gen_iam::{GetRoleInput, GetRoleOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_role(
    _cx: &mut Cx<'_>,
    _input: &GetRoleInput,
) -> ApiResult<GetRoleOutput> {
    Err(ApiError::not_implemented("iam:GetRole"))
}
