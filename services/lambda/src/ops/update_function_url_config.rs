//! UpdateFunctionUrlConfig: changes who may call at an address and how; the address stays.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionUrlConfig.html>

use gen_lambda::{UpdateFunctionUrlConfigRequest, UpdateFunctionUrlConfigResponse};
use kernel::{ApiResult, Cx};

use crate::errors;
use crate::function_name::Target;
use crate::function_url::{self, CorsRules};
use crate::tables::URLS;

pub(crate) async fn update_function_url_config(
    cx: &mut Cx<'_>,
    input: &UpdateFunctionUrlConfigRequest,
) -> ApiResult<UpdateFunctionUrlConfigResponse> {
    let target = Target::parse(cx, &input.function_name, input.qualifier.as_deref())?;
    function_url::require_place(cx, &target).await?;
    let alias = function_url::alias_of(&target);
    let found = cx.get(&URLS, &(target.name.clone(), alias.clone())).await?;
    let mut url = found.ok_or_else(errors::no_such_resource)?;
    if let Some(auth) = &input.auth_type {
        url.auth.clone_from(auth);
    }
    if let Some(mode) = &input.invoke_mode {
        url.mode.clone_from(mode);
    }
    if let Some(cors) = &input.cors {
        url.cors = Some(CorsRules::parse(cors)?);
    }
    url.modified = cx.now();
    function_url::put(cx, &target.name, &alias, &url);
    let shown = url.shown(cx, &target.name, &alias)?;
    Ok(UpdateFunctionUrlConfigResponse {
        function_url: shown.function_url,
        function_arn: shown.function_arn,
        auth_type: shown.auth_type,
        cors: shown.cors,
        creation_time: shown.creation_time,
        last_modified_time: shown.last_modified_time,
        // Recorded: what is left out is shown where it is not the default.
        invoke_mode: input.invoke_mode.clone().or(Some(url.mode).filter(|mode| mode != "BUFFERED")),
    })
}
