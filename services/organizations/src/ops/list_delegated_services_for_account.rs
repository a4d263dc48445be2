//! ListDelegatedServicesForAccount: the services that a member administers.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListDelegatedServicesForAccount.html>

use gen_organizations::{DelegatedService, operations};
use gen_organizations::{
    ListDelegatedServicesForAccountInput, ListDelegatedServicesForAccountOutput,
};
use kernel::{ApiResult, Cx};

use crate::page::Page;
use crate::{account, door, errors, services};

pub(super) async fn list_delegated_services_for_account(
    cx: &mut Cx<'_>,
    input: &ListDelegatedServicesForAccountInput,
) -> ApiResult<ListDelegatedServicesForAccountOutput> {
    let organization =
        door::reader::<operations::ListDelegatedServicesForAccount>(cx, input).await?;
    account::require(cx, &organization, &input.account_id).await?;
    let binding = &input.account_id;
    let page = Page::parse(cx, binding, input.max_results, input.next_token.as_deref())?;
    let mut all = services::administrators_of(cx, &organization).await?;
    all.retain(|(account, _, _)| *account == input.account_id);
    if all.is_empty() {
        return Err(errors::not_registered());
    }
    let list = all.into_iter().map(|(_, service, since)| {
        let shown = DelegatedService {
            service_principal: Some(service.clone()),
            delegation_enabled_date: Some(since),
        };
        (service, shown)
    });
    let (services, next_token) = page.of(cx, list.collect());
    Ok(ListDelegatedServicesForAccountOutput { delegated_services: Some(services), next_token })
}
