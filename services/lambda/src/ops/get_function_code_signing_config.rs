//! GetFunctionCodeSigningConfig: the code signing configuration of a function, if it has one.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionCodeSigningConfig.html>

use gen_lambda::{GetFunctionCodeSigningConfigRequest, GetFunctionCodeSigningConfigResponse};
use kernel::{ApiResult, Cx};

use crate::function_name::Target;
use crate::resolve;

pub(crate) async fn get_function_code_signing_config(
    cx: &mut Cx<'_>,
    input: &GetFunctionCodeSigningConfigRequest,
) -> ApiResult<GetFunctionCodeSigningConfigResponse> {
    let target = Target::parse(cx, &input.function_name, None)?;
    let function = resolve::function(cx, &target.name).await?;
    Ok(match function.signing {
        Some(arn) => GetFunctionCodeSigningConfigResponse {
            code_signing_config_arn: Some(arn),
            function_name: Some(target.name.to_string()),
        },
        None => GetFunctionCodeSigningConfigResponse::default(),
    })
}
