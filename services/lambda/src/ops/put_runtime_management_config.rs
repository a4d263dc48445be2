//! PutRuntimeManagementConfig: says when the runtime of a version changes. This cloud has one version of each runtime.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_PutRuntimeManagementConfig.html>

use gen_lambda::{PutRuntimeManagementConfigRequest, PutRuntimeManagementConfigResponse};
use kernel::{ApiResult, Cx};

use crate::function::RuntimeUpdate;
use crate::function_name::Target;
use crate::tables::{FUNCTIONS, VERSIONS};
use crate::{errors, image, image_errors, resolve, runtime};

pub(crate) async fn put_runtime_management_config(
    cx: &mut Cx<'_>,
    input: &PutRuntimeManagementConfigRequest,
) -> ApiResult<PutRuntimeManagementConfigResponse> {
    let target = Target::parse(cx, &input.function_name, input.qualifier.as_deref())?;
    let found = resolve::describe(cx, &target).await?;
    if image::is_image(&found.version().settings) {
        return Err(image_errors::no_runtime_to_manage());
    }
    let only = runtime::version_arn(cx, &found.version().settings.runtime);
    match (input.update_runtime_on.as_str(), input.runtime_version_arn.as_deref()) {
        ("Manual", None) => {
            return Err(errors::invalid(
                "RuntimeVersionArn is required when UpdateRuntimeOn is Manual.",
            ));
        }
        ("Manual", Some(given)) if given != only => {
            return Err(errors::invalid(format!(
                "The runtime version {given} is not there: use {only}."
            )));
        }
        ("Manual", Some(_)) | (_, None) => {}
        (_, Some(_)) => {
            return Err(errors::invalid(
                "RuntimeVersionArn can be given only when UpdateRuntimeOn is Manual.",
            ));
        }
    }
    let rule = RuntimeUpdate {
        on: input.update_runtime_on.clone(),
        version_arn: input.runtime_version_arn.clone(),
    };
    let mut version = found.version().clone();
    version.runtime_update = rule.clone();
    let name = target.name;
    match version.version {
        Some(number) => cx.put(&VERSIONS, &(name, number), &version),
        None => {
            let mut function = resolve::function(cx, &name).await?;
            function.latest = version;
            cx.put(&FUNCTIONS, &name, &function);
        }
    }
    Ok(PutRuntimeManagementConfigResponse {
        update_runtime_on: Some(rule.on),
        function_arn: Some(found.arn(cx)?),
        runtime_version_arn: rule.version_arn,
    })
}
