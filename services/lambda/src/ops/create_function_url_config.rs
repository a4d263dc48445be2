//! CreateFunctionUrlConfig: an address for a function or one of its aliases.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunctionUrlConfig.html>

use gen_lambda::{CreateFunctionUrlConfigRequest, CreateFunctionUrlConfigResponse};
use kernel::{ApiResult, Cx};

use crate::errors;
use crate::function_name::Target;
use crate::function_url::{self, CorsRules, FunctionUrl};
use crate::tables::URLS;

pub(crate) async fn create_function_url_config(
    cx: &mut Cx<'_>,
    input: &CreateFunctionUrlConfigRequest,
) -> ApiResult<CreateFunctionUrlConfigResponse> {
    let target = Target::parse(cx, &input.function_name, input.qualifier.as_deref())?;
    function_url::require_place(cx, &target).await?;
    let alias = function_url::alias_of(&target);
    if cx.has(&URLS, &(target.name.clone(), alias.clone())).await? {
        return Err(errors::conflict(format!(
            "Failed to create function url config for [functionArn = {}]. Error message:  FunctionUrlConfig exists \
             for this Lambda function",
            target.arn(cx)?
        )));
    }
    let cors = input.cors.as_ref().map(CorsRules::parse).transpose()?;
    let url = FunctionUrl::new(cx, &input.auth_type, input.invoke_mode.as_deref(), cors);
    function_url::put(cx, &target.name, &alias, &url);
    let shown = url.shown(cx, &target.name, &alias)?;
    Ok(CreateFunctionUrlConfigResponse {
        function_url: shown.function_url,
        function_arn: shown.function_arn,
        auth_type: shown.auth_type,
        cors: shown.cors,
        creation_time: shown.creation_time,
        // As given: what is left out is not shown. Recorded.
        invoke_mode: input.invoke_mode.clone(),
    })
}
