//! ListAliases: all of the account in the region, or those of one key.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_ListAliases.html>

use gen_kms::{AliasListEntry, ListAliasesInput, ListAliasesOutput};
use kernel::{ApiResult, Cx};

use crate::alias::{self, Alias};
use crate::key_id::AliasName;
use crate::page::{Page, Paged};
use crate::tables::ALIASES;
use crate::{key_lookup, limits};

pub(crate) async fn list_aliases(
    cx: &mut Cx<'_>,
    input: &ListAliasesInput,
) -> ApiResult<ListAliasesOutput> {
    let binding = input.key_id.as_deref().unwrap_or_default();
    let page = Page::parse(cx, binding, input.marker.as_deref(), input.limit, limits::SHORT_PAGE)?;
    let paged = match &input.key_id {
        Some(id) => of_key(cx, id, &page).await?,
        None => all(cx, &page).await?,
    };
    let mut aliases = Vec::with_capacity(paged.items.len());
    for (name, alias) in &paged.items {
        aliases.push(shown(cx, name, alias)?);
    }
    let (truncated, next_marker) = (paged.truncated, paged.next_marker);
    Ok(ListAliasesOutput { aliases: Some(aliases), truncated, next_marker })
}

async fn all(cx: &mut Cx<'_>, page: &Page) -> ApiResult<Paged<(AliasName, Alias)>> {
    let mut rows = cx.rows(&ALIASES);
    if let Some(after) = &page.after {
        rows = rows.after(&AliasName(after.clone()));
    }
    let found = cx.range(&ALIASES, &rows, page.limit + 1).await?;
    Ok(page.cut(cx, found, |(name, _)| name.to_string()))
}

async fn of_key(cx: &mut Cx<'_>, id: &str, page: &Page) -> ApiResult<Paged<(AliasName, Alias)>> {
    let key = key_lookup::find_key(cx, id).await?;
    let mut found = Vec::new();
    for name in &key.aliases {
        if let Some(alias) = cx.get(&ALIASES, name).await? {
            found.push((name.clone(), alias));
        }
    }
    Ok(page.of_list(cx, found))
}

fn shown(cx: &Cx<'_>, name: &AliasName, alias: &Alias) -> ApiResult<AliasListEntry> {
    Ok(alias::shown(name, cx.arn("kms", name.as_str())?.to_string(), alias))
}
