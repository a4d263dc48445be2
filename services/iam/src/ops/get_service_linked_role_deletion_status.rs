//! GetServiceLinkedRoleDeletionStatus.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_GetServiceLinkedRoleDeletionStatus.html>

use gen_iam::{GetServiceLinkedRoleDeletionStatusInput, GetServiceLinkedRoleDeletionStatusOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_service_linked_role_deletion_status(
    _cx: &mut Cx<'_>,
    _input: &GetServiceLinkedRoleDeletionStatusInput,
) -> ApiResult<GetServiceLinkedRoleDeletionStatusOutput> {
    Err(ApiError::not_implemented("iam:GetServiceLinkedRoleDeletionStatus"))
}
