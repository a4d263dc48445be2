//! ListDelegatedAdministrators: members that administer services, or one of them.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListDelegatedAdministrators.html>

use gen_organizations::operations;
use gen_organizations::{ListDelegatedAdministratorsInput, ListDelegatedAdministratorsOutput};
use kernel::{ApiResult, Cx};

use crate::page::Page;
use crate::{account, door, services};

pub(super) async fn list_delegated_administrators(
    cx: &mut Cx<'_>,
    input: &ListDelegatedAdministratorsInput,
) -> ApiResult<ListDelegatedAdministratorsOutput> {
    let organization = door::reader::<operations::ListDelegatedAdministrators>(cx, input).await?;
    let wanted = input.service_principal.as_deref();
    if let Some(service) = wanted {
        services::require(service)?;
    }
    let binding = wanted.unwrap_or_default();
    let page = Page::parse(cx, binding, input.max_results, input.next_token.as_deref())?;
    let mut since = std::collections::BTreeMap::new();
    for (id, service, at) in services::administrators_of(cx, &organization).await? {
        if wanted.is_none_or(|wanted| wanted == service) {
            let first = since.entry(id).or_insert(at);
            *first = at.min(*first);
        }
    }
    let mut list = Vec::new();
    for (id, since) in since {
        let account = account::require(cx, &organization, &id).await?;
        list.push((id, account.show_administrator(&organization, since)));
    }
    let (administrators, next_token) = page.of(cx, list);
    Ok(ListDelegatedAdministratorsOutput {
        delegated_administrators: Some(administrators),
        next_token,
    })
}
