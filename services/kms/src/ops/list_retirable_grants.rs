//! ListRetirableGrants: the grants that a principal may retire, on keys of whatever account of the region.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_ListRetirableGrants.html>

use gen_kms::{GrantListEntry, ListRetirableGrantsInput, ListRetirableGrantsOutput};
use kernel::{ApiResult, Cx};

use crate::key_id::KeyRef;
use crate::page::Page;
use crate::tables::RETIRABLE;
use crate::{errors, grants, key_lookup, limits};

/// Where a listing stands: the key's ARN and the grant's id.
const SEPARATOR: char = ' ';

pub(crate) async fn list_retirable_grants(
    cx: &mut Cx<'_>,
    input: &ListRetirableGrantsInput,
) -> ApiResult<ListRetirableGrantsOutput> {
    let who = input.retiring_principal.as_ref().or(input.retiring_service_principal.as_ref());
    let who = who.ok_or_else(|| {
        errors::validation("A RetiringPrincipal or a RetiringServicePrincipal is required.")
    })?;
    let page = Page::parse(cx, who, input.marker.as_deref(), input.limit, limits::SHORT_PAGE)?;
    let mut rows = cx.rows(&RETIRABLE).prefix(who);
    if let Some((key, grant)) = page.after.as_deref().and_then(|at| at.split_once(SEPARATOR)) {
        rows = rows.after(&(who.clone(), key.to_owned(), grant.to_owned()));
    }
    let found = cx.range(&RETIRABLE, &rows, page.limit + 1).await?;
    let paged = page.cut(cx, found, |((_, key, grant), ())| format!("{key}{SEPARATOR}{grant}"));
    let mut grants = Vec::with_capacity(paged.items.len());
    for ((_, key_arn, grant), ()) in &paged.items {
        grants.extend(entry(cx, key_arn, grant).await?);
    }
    let (truncated, next_marker) = (paged.truncated, paged.next_marker);
    Ok(ListRetirableGrantsOutput { grants: Some(grants), truncated, next_marker })
}

async fn entry(cx: &mut Cx<'_>, key_arn: &str, grant: &str) -> ApiResult<Option<GrantListEntry>> {
    let named = KeyRef::parse_key(key_arn, cx.region().as_str())?;
    let Some(key) = key_lookup::look(cx, &named).await? else { return Ok(None) };
    let home = cx.enter(key.account);
    let found = grants::get(cx, &key, grant).await;
    cx.enter(home);
    let partition = cx.partition().as_str();
    Ok(found?.map(|grant| grant.shown(key_arn, partition)))
}
