//! ListInboundResponsibilityTransfers.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListInboundResponsibilityTransfers.html>

use gen_organizations::{ListInboundResponsibilityTransfersInput, ListInboundResponsibilityTransfersOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_inbound_responsibility_transfers(
    _cx: &mut Cx<'_>,
    _input: &ListInboundResponsibilityTransfersInput,
) -> ApiResult<ListInboundResponsibilityTransfersOutput> {
    Err(ApiError::not_implemented("organizations:ListInboundResponsibilityTransfers"))
}
