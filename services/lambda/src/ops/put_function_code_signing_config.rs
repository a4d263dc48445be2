//! PutFunctionCodeSigningConfig: gives a function a code signing configuration, for its next package.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionCodeSigningConfig.html>

use gen_lambda::{PutFunctionCodeSigningConfigRequest, PutFunctionCodeSigningConfigResponse};
use kernel::{ApiResult, Cx};

use crate::function_name::Target;
use crate::tables::FUNCTIONS;
use crate::{code_signing, resolve};

pub(crate) async fn put_function_code_signing_config(
    cx: &mut Cx<'_>,
    input: &PutFunctionCodeSigningConfigRequest,
) -> ApiResult<PutFunctionCodeSigningConfigResponse> {
    let target = Target::parse(cx, &input.function_name, None)?;
    let arn = input.code_signing_config_arn.clone();
    code_signing::require(cx, &arn).await?;
    let mut function = resolve::function(cx, &target.name).await?;
    function.signing = Some(arn.clone());
    cx.put(&FUNCTIONS, &target.name, &function);
    Ok(PutFunctionCodeSigningConfigResponse {
        code_signing_config_arn: Some(arn),
        function_name: Some(target.name.to_string()),
    })
}
