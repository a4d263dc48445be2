//! Code signing configurations: who may have signed code, and what becomes of code that nobody signed. There is no
//! signer yet, so no package is signed: where a function enforces signatures, none is taken.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/dg/configuration-codesigning.html>

use gen_lambda::{AllowedPublishers, CodeSigningConfig, CodeSigningPolicies};
use kernel::{ApiResult, Cx, Timestamp};
use serde::{Deserialize, Serialize};

use crate::errors;
use crate::function::Function;
use crate::show;
use crate::tables::{FUNCTIONS, SIGNING_CONFIGS};

const ALPHABET: &str = "0123456789abcdefghijklmnopqrstuvwxyz";
const ENFORCE: &str = "Enforce";
const WARN: &str = "Warn";

/// A code signing configuration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SigningConfig {
    /// `csc-` and 17 letters or digits.
    pub(crate) id: String,
    pub(crate) description: String,
    /// ARNs of versions of signing profiles.
    pub(crate) publishers: Vec<String>,
    /// `Warn` or `Enforce`.
    pub(crate) policy: String,
    pub(crate) modified: Timestamp,
    pub(crate) tags: Vec<(String, String)>,
}

impl SigningConfig {
    pub(crate) fn new_id(cx: &Cx<'_>) -> String {
        format!("csc-{}", cx.random().text(17, ALPHABET))
    }

    pub(crate) fn shown(&self, cx: &Cx<'_>) -> ApiResult<CodeSigningConfig> {
        Ok(CodeSigningConfig {
            code_signing_config_id: Some(self.id.clone()),
            code_signing_config_arn: Some(arn(cx, &self.id)?),
            description: Some(self.description.clone()),
            allowed_publishers: Some(AllowedPublishers {
                signing_profile_version_arns: self.publishers.clone(),
            }),
            code_signing_policies: Some(CodeSigningPolicies {
                untrusted_artifact_on_deployment: Some(self.policy.clone()),
            }),
            last_modified: Some(show::time(self.modified)),
        })
    }
}

pub(crate) fn arn(cx: &Cx<'_>, id: &str) -> ApiResult<String> {
    Ok(cx.arn("lambda", &format!("code-signing-config:{id}"))?.to_string())
}

/// The policy that a request gives; `Warn` where it says nothing.
pub(crate) fn policy_of(given: Option<&CodeSigningPolicies>) -> String {
    let policy = given.and_then(|policies| policies.untrusted_artifact_on_deployment.as_deref());
    policy.unwrap_or(WARN).to_owned()
}

/// The configuration with this ARN, for who works with configurations.
pub(crate) async fn get(cx: &mut Cx<'_>, given: &str) -> ApiResult<SigningConfig> {
    find(cx, given).await?.ok_or_else(|| {
        errors::not_found_plain(format!(
            "The Lambda code signing configuration {given} can not be found."
        ))
    })
}

/// The same for who attaches one to a function.
pub(crate) async fn require(cx: &mut Cx<'_>, given: &str) -> ApiResult<SigningConfig> {
    find(cx, given).await?.ok_or_else(|| {
        errors::no_such_signing_config(format!(
            "The code signing configuration cannot be found. Check that the provided configuration is not deleted: \
             {given}."
        ))
    })
}

async fn find(cx: &mut Cx<'_>, given: &str) -> ApiResult<Option<SigningConfig>> {
    let Some((_, id)) = given.rsplit_once(':') else { return Ok(None) };
    if arn(cx, id)? != given {
        return Ok(None);
    }
    cx.get(&SIGNING_CONFIGS, &id.to_owned()).await
}

/// Fails when code must be signed to be taken: none is.
pub(crate) async fn check_code(cx: &mut Cx<'_>, config: Option<&str>) -> ApiResult<()> {
    let Some(given) = config else { return Ok(()) };
    let config = require(cx, given).await?;
    if config.policy == ENFORCE {
        return Err(errors::code_not_verified(
            "Lambda cannot deploy the function. The function or layer might be signed using a signature that the \
             client is not configured to accept. Check the provided signature for unsigned code.",
        ));
    }
    Ok(())
}

/// The functions that a configuration is attached to.
pub(crate) async fn users(cx: &mut Cx<'_>, arn: &str) -> ApiResult<Vec<Function>> {
    let range = cx.rows(&FUNCTIONS);
    let rows = cx.range(&FUNCTIONS, &range, usize::MAX).await?;
    let of = |(_, function): (_, Function)| {
        (function.signing.as_deref() == Some(arn)).then_some(function)
    };
    Ok(rows.into_iter().filter_map(of).collect())
}
