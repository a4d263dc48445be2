//! GetFunctionUrlConfig: the address of a function or one of its aliases.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionUrlConfig.html>

use gen_lambda::{GetFunctionUrlConfigRequest, GetFunctionUrlConfigResponse};
use kernel::{ApiResult, Cx};

use crate::function_name::Target;
use crate::tables::URLS;
use crate::{errors, function_url};

pub(crate) async fn get_function_url_config(
    cx: &mut Cx<'_>,
    input: &GetFunctionUrlConfigRequest,
) -> ApiResult<GetFunctionUrlConfigResponse> {
    let target = Target::parse(cx, &input.function_name, input.qualifier.as_deref())?;
    let alias = function_url::alias_of(&target);
    let found = cx.get(&URLS, &(target.name.clone(), alias.clone())).await?;
    let shown = found.ok_or_else(errors::no_such_resource)?.shown(cx, &target.name, &alias)?;
    Ok(GetFunctionUrlConfigResponse {
        function_url: shown.function_url,
        function_arn: shown.function_arn,
        auth_type: shown.auth_type,
        cors: shown.cors,
        creation_time: shown.creation_time,
        last_modified_time: shown.last_modified_time,
        invoke_mode: shown.invoke_mode,
    })
}
