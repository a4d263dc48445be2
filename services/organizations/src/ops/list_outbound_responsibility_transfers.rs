//! ListOutboundResponsibilityTransfers: transfers by which the organization gives away its bills.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListOutboundResponsibilityTransfers.html>

use gen_organizations::{
    ListOutboundResponsibilityTransfersInput, ListOutboundResponsibilityTransfersOutput,
};
use kernel::{ApiResult, Cx};

use crate::page::Page;
use crate::{door, transfer};

pub(super) async fn list_outbound_responsibility_transfers(
    cx: &mut Cx<'_>,
    input: &ListOutboundResponsibilityTransfersInput,
) -> ApiResult<ListOutboundResponsibilityTransfersOutput> {
    let organization = door::management(cx).await?;
    let page = Page::parse(cx, &input.r#type, input.max_results, input.next_token.as_deref())?;
    let all = transfer::of(cx, &organization.id, false).await?;
    let list = all.iter().map(|one| (one.id.clone(), one.show(&organization.id)));
    let (transfers, next_token) = page.of(cx, list.collect());
    Ok(ListOutboundResponsibilityTransfersOutput {
        responsibility_transfers: Some(transfers),
        next_token,
    })
}
