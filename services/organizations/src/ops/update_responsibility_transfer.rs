//! UpdateResponsibilityTransfer.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_UpdateResponsibilityTransfer.html>

use gen_organizations::{UpdateResponsibilityTransferInput, UpdateResponsibilityTransferOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn update_responsibility_transfer(
    _cx: &mut Cx<'_>,
    _input: &UpdateResponsibilityTransferInput,
) -> ApiResult<UpdateResponsibilityTransferOutput> {
    Err(ApiError::not_implemented("organizations:UpdateResponsibilityTransfer"))
}
