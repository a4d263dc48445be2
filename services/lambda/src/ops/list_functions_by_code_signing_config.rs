//! ListFunctionsByCodeSigningConfig: the functions that have a configuration.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctionsByCodeSigningConfig.html>

use gen_lambda::{
    ListFunctionsByCodeSigningConfigRequest, ListFunctionsByCodeSigningConfigResponse,
};
use kernel::{ApiResult, Cx};

use crate::code_signing;
use crate::function_name::function_arn;
use crate::page::Page;

pub(crate) async fn list_functions_by_code_signing_config(
    cx: &mut Cx<'_>,
    input: &ListFunctionsByCodeSigningConfigRequest,
) -> ApiResult<ListFunctionsByCodeSigningConfigResponse> {
    let arn = input.code_signing_config_arn.as_str();
    code_signing::get(cx, arn).await?;
    let binding = [arn];
    let page = Page::parse(cx, &binding, input.max_items, input.marker.as_deref())?;
    let users = code_signing::users(cx, arn).await?;
    let (users, next_marker) = page.cut(cx, users, |function| function.name.to_string());
    let arns: ApiResult<_> = users.iter().map(|user| function_arn(cx, &user.name)).collect();
    Ok(ListFunctionsByCodeSigningConfigResponse { next_marker, function_arns: Some(arns?) })
}
