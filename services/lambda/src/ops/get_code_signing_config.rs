//! GetCodeSigningConfig: a code signing configuration.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_GetCodeSigningConfig.html>

use gen_lambda::{GetCodeSigningConfigRequest, GetCodeSigningConfigResponse};
use kernel::{ApiResult, Cx};

use crate::code_signing;

pub(crate) async fn get_code_signing_config(
    cx: &mut Cx<'_>,
    input: &GetCodeSigningConfigRequest,
) -> ApiResult<GetCodeSigningConfigResponse> {
    let config = code_signing::get(cx, &input.code_signing_config_arn).await?;
    Ok(GetCodeSigningConfigResponse { code_signing_config: Some(config.shown(cx)?) })
}
