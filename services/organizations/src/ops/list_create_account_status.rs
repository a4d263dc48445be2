//! ListCreateAccountStatus: requests for accounts, all or those in some states.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListCreateAccountStatus.html>

use gen_organizations::operations;
use gen_organizations::{ListCreateAccountStatusInput, ListCreateAccountStatusOutput};
use kernel::{ApiResult, Cx};

use crate::page::Page;
use crate::{creation, door};

pub(super) async fn list_create_account_status(
    cx: &mut Cx<'_>,
    input: &ListCreateAccountStatusInput,
) -> ApiResult<ListCreateAccountStatusOutput> {
    let organization = door::reader::<operations::ListCreateAccountStatus>(cx, input).await?;
    let states = input.states.as_deref().unwrap_or_default();
    let page = Page::parse(cx, states.join(","), input.max_results, input.next_token.as_deref())?;
    let mut creations = creation::all(cx, &organization).await?;
    creations.retain(|creation| {
        states.is_empty() || states.iter().any(|state| state == creation.state())
    });
    let list = creations.iter().map(|creation| (creation.id.clone(), creation.show()));
    let (statuses, next_token) = page.of(cx, list.collect());
    Ok(ListCreateAccountStatusOutput { create_account_statuses: Some(statuses), next_token })
}
