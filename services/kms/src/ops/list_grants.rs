//! ListGrants: the grants on a key, all or those of one grantee.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_ListGrants.html>

use gen_kms::{ListGrantsInput, ListGrantsOutput};
use kernel::{ApiResult, Cx};

use crate::grant::Grant;
use crate::page::Page;
use crate::{errors, grants, key_lookup, limits};

pub(crate) async fn list_grants(
    cx: &mut Cx<'_>,
    input: &ListGrantsInput,
) -> ApiResult<ListGrantsOutput> {
    let key = key_lookup::find_key(cx, &input.key_id).await?;
    let grantee = input.grantee_principal.as_ref().or(input.grantee_service_principal.as_ref());
    let binding = format!("{} {}", key.id, grantee.map_or("", String::as_str));
    let page = Page::parse(cx, &binding, input.marker.as_deref(), input.limit, limits::SHORT_PAGE)?;
    let mut found: Vec<Grant> = match (&input.grant_id, grantee) {
        (Some(id), _) => match grants::get(cx, &key, id).await? {
            Some(grant) => vec![grant],
            None => return Err(errors::no_such_grant(id)),
        },
        (None, Some(grantee)) => {
            let mut all = grants::of_grantee(cx, &key.id, grantee).await?;
            all.sort_by(|a, b| a.id.cmp(&b.id));
            all
        }
        (None, None) => grants::of_key(cx, &key.id, page.after.as_deref(), page.limit + 1).await?,
    };
    found.retain(|grant| grantee.is_none_or(|name| grant.grantee.as_str() == name));
    found.retain(|grant| page.after.as_ref().is_none_or(|after| grant.id > *after));
    let paged = page.cut(cx, found, |grant| grant.id.clone());
    let partition = cx.partition().as_str();
    Ok(ListGrantsOutput {
        grants: Some(paged.items.iter().map(|grant| grant.shown(&key.arn, partition)).collect()),
        truncated: paged.truncated,
        next_marker: paged.next_marker,
    })
}
