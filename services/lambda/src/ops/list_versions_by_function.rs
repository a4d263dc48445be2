//! ListVersionsByFunction: `$LATEST` and the published versions of a function.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_ListVersionsByFunction.html>

use gen_lambda::{ListVersionsByFunctionRequest, ListVersionsByFunctionResponse};
use kernel::{ApiResult, Cx};

use crate::function::Configuration;
use crate::function_name::{Qualifier, Target};
use crate::page::{Page, numbered};
use crate::{resolve, show, versions};

pub(crate) async fn list_versions_by_function(
    cx: &mut Cx<'_>,
    input: &ListVersionsByFunctionRequest,
) -> ApiResult<ListVersionsByFunctionResponse> {
    let target = Target::parse(cx, &input.function_name, None)?;
    let function = resolve::function(cx, &target.name).await?;
    let binding = [target.name.as_str()];
    let page = Page::parse(cx, &binding, input.max_items, input.marker.as_deref())?;
    let mut all = vec![function.latest];
    all.extend(versions::all(cx, &target.name).await?);
    let position = |version: &Configuration| numbered(version.version.unwrap_or_default());
    let (all, next_marker) = page.cut(cx, all, position);
    let mut shown = Vec::with_capacity(all.len());
    for version in &all {
        let qualifier = Qualifier::parse(&version.version_text());
        shown.push(show::listed(cx, &target.name, version, Some(&qualifier)).await?);
    }
    Ok(ListVersionsByFunctionResponse { next_marker, versions: Some(shown) })
}
