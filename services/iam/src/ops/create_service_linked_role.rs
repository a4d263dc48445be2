//! CreateServiceLinkedRole.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_CreateServiceLinkedRole.html>

use gen_iam::{CreateServiceLinkedRoleInput, CreateServiceLinkedRoleOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn create_service_linked_role(
    _cx: &mut Cx<'_>,
    _input: &CreateServiceLinkedRoleInput,
) -> ApiResult<CreateServiceLinkedRoleOutput> {
    Err(ApiError::not_implemented("iam:CreateServiceLinkedRole"))
}
