//! UpdateCodeSigningConfig: changes a configuration; it counts for the next package of each function that has it.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_UpdateCodeSigningConfig.html>

use gen_lambda::{UpdateCodeSigningConfigRequest, UpdateCodeSigningConfigResponse};
use kernel::{ApiResult, Cx};

use crate::code_signing::{self, policy_of};
use crate::tables::SIGNING_CONFIGS;

pub(crate) async fn update_code_signing_config(
    cx: &mut Cx<'_>,
    input: &UpdateCodeSigningConfigRequest,
) -> ApiResult<UpdateCodeSigningConfigResponse> {
    let mut config = code_signing::get(cx, &input.code_signing_config_arn).await?;
    if let Some(description) = &input.description {
        config.description.clone_from(description);
    }
    if let Some(publishers) = &input.allowed_publishers {
        config.publishers.clone_from(&publishers.signing_profile_version_arns);
    }
    if let Some(policies) = &input.code_signing_policies {
        config.policy = policy_of(Some(policies));
    }
    config.modified = cx.now();
    cx.put(&SIGNING_CONFIGS, &config.id, &config);
    Ok(UpdateCodeSigningConfigResponse { code_signing_config: Some(config.shown(cx)?) })
}
