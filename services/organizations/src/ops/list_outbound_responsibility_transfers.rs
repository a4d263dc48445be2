//! ListOutboundResponsibilityTransfers.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListOutboundResponsibilityTransfers.html>

use gen_organizations::{ListOutboundResponsibilityTransfersInput, ListOutboundResponsibilityTransfersOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_outbound_responsibility_transfers(
    _cx: &mut Cx<'_>,
    _input: &ListOutboundResponsibilityTransfersInput,
) -> ApiResult<ListOutboundResponsibilityTransfersOutput> {
    Err(ApiError::not_implemented("organizations:ListOutboundResponsibilityTransfers"))
}
