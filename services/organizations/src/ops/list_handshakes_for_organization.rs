//! ListHandshakesForOrganization: what the organization sent.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListHandshakesForOrganization.html>

use gen_organizations::operations;
use gen_organizations::{ListHandshakesForOrganizationInput, ListHandshakesForOrganizationOutput};
use kernel::{ApiResult, Cx};

use super::list_handshakes_for_account::Filter;
use crate::page::Page;
use crate::{door, handshake};

pub(super) async fn list_handshakes_for_organization(
    cx: &mut Cx<'_>,
    input: &ListHandshakesForOrganizationInput,
) -> ApiResult<ListHandshakesForOrganizationOutput> {
    let organization = door::reader::<operations::ListHandshakesForOrganization>(cx, input).await?;
    let filter = Filter::parse(input.filter.as_ref())?;
    let page = Page::parse(cx, &filter.0, input.max_results, input.next_token.as_deref())?;
    let now = cx.now();
    let found = handshake::of(cx, organization.id.as_str()).await?;
    let found = found.iter().filter(|handshake| filter.takes(handshake));
    let list = found.map(|handshake| (handshake.id.clone(), handshake.show(now))).collect();
    let (handshakes, next_token) = page.of(cx, list);
    Ok(ListHandshakesForOrganizationOutput { handshakes: Some(handshakes), next_token })
}
