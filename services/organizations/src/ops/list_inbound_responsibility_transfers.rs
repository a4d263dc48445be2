//! ListInboundResponsibilityTransfers: transfers by which the organization takes over bills.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListInboundResponsibilityTransfers.html>

use gen_organizations::{
    ListInboundResponsibilityTransfersInput, ListInboundResponsibilityTransfersOutput,
};
use kernel::{ApiResult, Cx};

use crate::page::Page;
use crate::{door, errors, transfer};

pub(super) async fn list_inbound_responsibility_transfers(
    cx: &mut Cx<'_>,
    input: &ListInboundResponsibilityTransfersInput,
) -> ApiResult<ListInboundResponsibilityTransfersOutput> {
    let organization = door::management(cx).await?;
    let page = Page::parse(cx, &input.r#type, input.max_results, input.next_token.as_deref())?;
    let mut all = transfer::of(cx, &organization.id, true).await?;
    if let Some(id) = &input.id {
        all.retain(|transfer| transfer.id == *id);
        if all.is_empty() {
            return Err(errors::no_transfer());
        }
    }
    let list = all.iter().map(|one| (one.id.clone(), one.show(&organization.id)));
    let (transfers, next_token) = page.of(cx, list.collect());
    Ok(ListInboundResponsibilityTransfersOutput {
        responsibility_transfers: Some(transfers),
        next_token,
    })
}
