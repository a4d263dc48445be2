//! ListFunctionUrlConfigs: the addresses of a function and its aliases.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctionUrlConfigs.html>

use gen_lambda::{ListFunctionUrlConfigsRequest, ListFunctionUrlConfigsResponse};
use kernel::{ApiResult, Cx};

use crate::function_name::Target;
use crate::function_url;
use crate::page::Page;

pub(crate) async fn list_function_url_configs(
    cx: &mut Cx<'_>,
    input: &ListFunctionUrlConfigsRequest,
) -> ApiResult<ListFunctionUrlConfigsResponse> {
    let name = Target::parse(cx, &input.function_name, None)?.name;
    let whole = Target { account: None, name: name.clone(), qualifier: None };
    function_url::require_place(cx, &whole).await?;
    let binding = [name.as_str()];
    let page = Page::parse(cx, &binding, input.max_items, input.marker.as_deref())?;
    let all = function_url::all(cx, &name).await?;
    // The function itself, whose alias is empty, is the first.
    let (all, next_marker) = page.cut(cx, all, |(alias, _)| format!(":{alias}"));
    let shown: ApiResult<_> = all.iter().map(|(alias, url)| url.shown(cx, &name, alias)).collect();
    Ok(ListFunctionUrlConfigsResponse { function_url_configs: Some(shown?), next_marker })
}
