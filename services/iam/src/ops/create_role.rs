//! CreateRole.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_CreateRole.html>

use gen_iam::{CreateRoleInput, CreateRoleOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn create_role(
    _cx: &mut Cx<'_>,
    _input: &CreateRoleInput,
) -> ApiResult<CreateRoleOutput> {
    Err(ApiError::not_implemented("iam:CreateRole"))
}
