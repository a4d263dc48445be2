//! ListServiceSpecificCredentials: a user's credentials, or those of all users for one service.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListServiceSpecificCredentials.html>

use gen_iam::{ListServiceSpecificCredentialsRequest, ListServiceSpecificCredentialsResponse};
use kernel::{ApiResult, Cx};

use crate::credential_errors as errors;
use crate::owner::Owner;
use crate::page::Page;
use crate::service_credentials::{self as credentials, CREDENTIALS, Credential};

/// Rows read at once.
const CHUNK: usize = 200;
type Row = ((String, String), Credential);

pub(crate) async fn list_service_specific_credentials(
    cx: &mut Cx<'_>,
    input: &ListServiceSpecificCredentialsRequest,
) -> ApiResult<ListServiceSpecificCredentialsResponse> {
    let service = input.service_name.as_deref();
    let owner = match input.all_users.unwrap_or(false) {
        true if input.user_name.is_some() => return Err(errors::all_users_or_one()),
        true => None,
        false => Some(Owner::named_or_caller(cx, input.user_name.as_deref()).await?),
    };
    if let Some(service) = service {
        credentials::form(service)?;
    }
    let whose = owner.as_ref().map_or("*", |owner| &owner.id);
    let binding = [whose, service.unwrap_or("*")];
    let page = Page::parse(cx, &binding, input.marker.as_deref(), input.max_items)?;
    let rows = read(cx, owner.as_ref(), service, &page).await?;
    // Recorded: who does not ask for pages is told nothing of them, unless there are more.
    let asks = input.marker.is_some() || input.max_items.is_some();
    let page = page.cut(cx, rows, |((owner, id), _)| format!("{owner}/{id}"));
    let mut shown = Vec::with_capacity(page.items.len());
    for ((owner, id), credential) in page.items {
        let name = Owner::with_id(cx, &owner).await?.and_then(|owner| owner.name);
        shown.push(credential.listed(cx, name.as_deref().unwrap_or_default(), &id)?);
    }
    Ok(ListServiceSpecificCredentialsResponse {
        service_specific_credentials: Some(shown),
        is_truncated: page.truncated.filter(|more| *more || asks),
        marker: page.marker,
    })
}

/// Rows by owner and id, one more than a page.
async fn read(
    cx: &mut Cx<'_>,
    owner: Option<&Owner>,
    service: Option<&str>,
    page: &Page,
) -> ApiResult<Vec<Row>> {
    let mut after = page.after.as_deref().and_then(|after| after.split_once('/'));
    let mut found: Vec<Row> = Vec::new();
    let mut last: (String, String);
    loop {
        let mut range = cx.rows(&CREDENTIALS);
        if let Some(owner) = owner {
            range = range.prefix(&owner.id);
        }
        if let Some((owner, id)) = after {
            range = range.after(&(owner.to_owned(), id.to_owned()));
        }
        let rows = cx.range(&CREDENTIALS, &range, CHUNK).await?;
        let ended = rows.len() < CHUNK;
        last = rows.last().map(|(key, _)| key.clone()).unwrap_or_default();
        after = Some((&last.0, &last.1));
        found.extend(rows.into_iter().filter(|(_, c)| service.is_none_or(|s| c.service == s)));
        if ended || found.len() > page.limit {
            found.truncate(page.limit + 1);
            return Ok(found);
        }
    }
}
