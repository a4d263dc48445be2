//! ListFunctions: the functions of the account in this region, with all their versions when the request asks for them.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctions.html>

use gen_lambda::{ListFunctionsRequest, ListFunctionsResponse};
use kernel::{ApiResult, Cx};

use crate::function::Configuration;
use crate::function_name::{FunctionName, Qualifier};
use crate::page::{Page, numbered};
use crate::tables::FUNCTIONS;
use crate::{show, versions};

pub(crate) async fn list_functions(
    cx: &mut Cx<'_>,
    input: &ListFunctionsRequest,
) -> ApiResult<ListFunctionsResponse> {
    let all_versions = input.function_version.as_deref() == Some("ALL");
    let binding = [if all_versions { "ALL" } else { "" }];
    let page = Page::parse(cx, &binding, input.max_items, input.marker.as_deref())?;
    let found = read(cx, &page, all_versions).await?;
    let position = |(name, version): &(FunctionName, Configuration)| {
        format!("{name}:{}", numbered(version.version.unwrap_or_default()))
    };
    let (found, next_marker) = page.cut(cx, found, position);
    let mut functions = Vec::with_capacity(found.len());
    for (name, version) in &found {
        let qualifier = all_versions.then(|| Qualifier::parse(&version.version_text()));
        functions.push(show::listed(cx, name, version, qualifier.as_ref()).await?);
    }
    Ok(ListFunctionsResponse { next_marker, functions: Some(functions) })
}

/// The versions of functions from the one on where the page before ended, as many as a page needs.
async fn read(
    cx: &mut Cx<'_>,
    page: &Page<'_>,
    all_versions: bool,
) -> ApiResult<Vec<(FunctionName, Configuration)>> {
    let mut range = cx.rows(&FUNCTIONS);
    if let Some((name, _)) = page.after.as_deref().and_then(|after| after.rsplit_once(':')) {
        range = range.from(&FunctionName(name.to_owned()));
    }
    let mut found = Vec::new();
    // The first may be the last of the page before.
    for (name, function) in cx.range(&FUNCTIONS, &range, page.reads() + 1).await? {
        found.push((name.clone(), function.latest));
        if all_versions {
            for version in versions::all(cx, &name).await? {
                found.push((name.clone(), version));
            }
        }
    }
    Ok(found)
}
