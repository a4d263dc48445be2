//! The resource policy of a parameter, which shares it with other accounts: only advanced parameters have one.
//! Ref: <https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-shared-parameters.html>

use kernel::{ApiError, ApiResult, Arn, Cx};
use policy::PolicyDocument;
use sha2::{Digest as _, Sha256};

use crate::name::{self, ParameterKey};
use crate::parameter::Parameter;
use crate::tables::PARAMETERS;
use crate::{errors, limits};

/// The parameter that a request names by its ARN.
pub(crate) async fn target(cx: &mut Cx<'_>, text: &str) -> ApiResult<(ParameterKey, Parameter)> {
    let not_arn = || errors::policy_resource("The ResourceArn is not valid.");
    let arn: Arn = text.parse().map_err(|_| not_arn())?;
    let kind = arn.resource().split('/').next().unwrap_or_default();
    if arn.service() != "ssm" || arn.region() != cx.region().as_str() {
        return Err(not_arn());
    }
    if matches!(kind, "opsitemgroup" | "document") {
        return Err(ApiError::not_implemented(format!("resource policies of the kind {kind}")));
    }
    let name = arn.resource().strip_prefix("parameter").filter(|name| name::is_well_formed(name));
    let key =
        name.filter(|name| name.starts_with('/')).map(ParameterKey::of).ok_or_else(not_arn)?;
    let parameter = cx.get(&PARAMETERS, &key).await?;
    let parameter = parameter.ok_or_else(|| errors::policy_resource_not_found(text))?;
    Ok((key, parameter))
}

/// Whether the text can be a parameter's policy.
pub(crate) fn check(text: &str) -> ApiResult<()> {
    if text.len() > limits::RESOURCE_POLICY {
        return Err(errors::policy_limit(limits::RESOURCE_POLICY, "MaxPolicySize"));
    }
    let document = PolicyDocument::parse(text)
        .map_err(|error| errors::malformed_resource_policy(&error.to_string()))?;
    policy::validate(&document, policy::Kind::Resource)
        .map_err(|error| errors::malformed_resource_policy(&error.to_string()))
}

/// What stands for a policy's text.
pub(crate) fn hash(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}
