//! ListAliases: the aliases of a function, or those that point to one of its versions.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_ListAliases.html>

use gen_lambda::{ListAliasesRequest, ListAliasesResponse};
use kernel::{ApiResult, Cx};

use crate::alias::{self, Alias};
use crate::function_name::Target;
use crate::page::Page;
use crate::resolve;

pub(crate) async fn list_aliases(
    cx: &mut Cx<'_>,
    input: &ListAliasesRequest,
) -> ApiResult<ListAliasesResponse> {
    let name = Target::parse(cx, &input.function_name, None)?.name;
    resolve::function(cx, &name).await?;
    let wanted = input.function_version.as_deref();
    let binding = [name.as_str(), wanted.unwrap_or_default()];
    let page = Page::parse(cx, &binding, input.max_items, input.marker.as_deref())?;
    let mut all = alias::all(cx, &name).await?;
    all.retain(|alias| wanted.is_none_or(|wanted| alias::version_text(alias.version) == wanted));
    let (all, next_marker) = page.cut(cx, all, |alias: &Alias| alias.name.clone());
    let aliases: ApiResult<_> = all.iter().map(|alias| alias.shown(cx, &name)).collect();
    Ok(ListAliasesResponse { next_marker, aliases: Some(aliases?) })
}
