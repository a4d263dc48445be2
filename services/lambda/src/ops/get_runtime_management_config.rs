//! GetRuntimeManagementConfig: when the runtime of a version changes.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_GetRuntimeManagementConfig.html>

use gen_lambda::{GetRuntimeManagementConfigRequest, GetRuntimeManagementConfigResponse};
use kernel::{ApiResult, Cx};

use crate::function_name::Target;
use crate::resolve;

pub(crate) async fn get_runtime_management_config(
    cx: &mut Cx<'_>,
    input: &GetRuntimeManagementConfigRequest,
) -> ApiResult<GetRuntimeManagementConfigResponse> {
    let target = Target::parse(cx, &input.function_name, input.qualifier.as_deref())?;
    let found = resolve::describe(cx, &target).await?;
    let rule = found.version().runtime_update.clone();
    Ok(GetRuntimeManagementConfigResponse {
        update_runtime_on: Some(rule.on),
        function_arn: Some(found.arn(cx)?),
        runtime_version_arn: rule.version_arn,
    })
}
