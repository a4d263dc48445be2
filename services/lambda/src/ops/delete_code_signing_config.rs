//! DeleteCodeSigningConfig: removes a configuration that no function has.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_DeleteCodeSigningConfig.html>

use gen_lambda::{DeleteCodeSigningConfigRequest, DeleteCodeSigningConfigResponse};
use kernel::{ApiResult, Cx};

use crate::tables::SIGNING_CONFIGS;
use crate::{code_signing, errors};

pub(crate) async fn delete_code_signing_config(
    cx: &mut Cx<'_>,
    input: &DeleteCodeSigningConfigRequest,
) -> ApiResult<DeleteCodeSigningConfigResponse> {
    let arn = &input.code_signing_config_arn;
    let config = code_signing::get(cx, arn).await?;
    if !code_signing::users(cx, arn).await?.is_empty() {
        return Err(errors::conflict(format!(
            "Cannot delete the code signing configuration {arn}: functions use it."
        )));
    }
    cx.delete(&SIGNING_CONFIGS, &config.id);
    Ok(DeleteCodeSigningConfigResponse::default())
}
