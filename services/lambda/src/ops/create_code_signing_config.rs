//! CreateCodeSigningConfig: whose signatures count, and what becomes of code without one.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_CreateCodeSigningConfig.html>

use gen_lambda::{CreateCodeSigningConfigRequest, CreateCodeSigningConfigResponse};
use kernel::{ApiResult, Cx};

use crate::code_signing::{SigningConfig, policy_of};
use crate::tables::SIGNING_CONFIGS;
use crate::tags;

pub(crate) async fn create_code_signing_config(
    cx: &mut Cx<'_>,
    input: &CreateCodeSigningConfigRequest,
) -> ApiResult<CreateCodeSigningConfigResponse> {
    let config = SigningConfig {
        id: SigningConfig::new_id(cx),
        description: input.description.clone().unwrap_or_default(),
        publishers: input.allowed_publishers.signing_profile_version_arns.clone(),
        policy: policy_of(input.code_signing_policies.as_ref()),
        modified: cx.now(),
        tags: tags::merge(&Vec::new(), &input.tags.clone().unwrap_or_default())?,
    };
    cx.put(&SIGNING_CONFIGS, &config.id, &config);
    Ok(CreateCodeSigningConfigResponse { code_signing_config: Some(config.shown(cx)?) })
}
