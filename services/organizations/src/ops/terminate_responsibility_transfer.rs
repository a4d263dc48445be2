//! TerminateResponsibilityTransfer.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_TerminateResponsibilityTransfer.html>

use gen_organizations::{TerminateResponsibilityTransferInput, TerminateResponsibilityTransferOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn terminate_responsibility_transfer(
    _cx: &mut Cx<'_>,
    _input: &TerminateResponsibilityTransferInput,
) -> ApiResult<TerminateResponsibilityTransferOutput> {
    Err(ApiError::not_implemented("organizations:TerminateResponsibilityTransfer"))
}
