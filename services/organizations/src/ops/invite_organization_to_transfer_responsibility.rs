//! InviteOrganizationToTransferResponsibility.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_InviteOrganizationToTransferResponsibility.html>

use gen_organizations::{InviteOrganizationToTransferResponsibilityInput, InviteOrganizationToTransferResponsibilityOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn invite_organization_to_transfer_responsibility(
    _cx: &mut Cx<'_>,
    _input: &InviteOrganizationToTransferResponsibilityInput,
) -> ApiResult<InviteOrganizationToTransferResponsibilityOutput> {
    Err(ApiError::not_implemented("organizations:InviteOrganizationToTransferResponsibility"))
}
