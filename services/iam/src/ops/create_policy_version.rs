//! CreatePolicyVersion: another version of a managed policy, which counts when the request says so.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicyVersion.html>

use gen_iam::{CreatePolicyVersionInput, CreatePolicyVersionOutput};
use kernel::{ApiResult, Cx};

use crate::{entity, errors, limits, policies, policy_text};

pub(crate) async fn create_policy_version(
    cx: &mut Cx<'_>,
    input: &CreatePolicyVersionInput,
) -> ApiResult<CreatePolicyVersionOutput> {
    let mut policy = policies::find_own(cx, &input.policy_arn).await?;
    policy_text::managed(&input.policy_document)?;
    if policies::versions(cx, &policy).await?.len() >= limits::POLICY_VERSIONS {
        return Err(errors::too_many_versions());
    }
    let number = policy.last_version + 1;
    policy.last_version = number;
    if input.set_as_default == Some(true) {
        policy.default_version = number;
    }
    policy.updated = cx.now().whole_seconds();
    let version = policies::put_version(cx, &policy, number, &input.policy_document);
    entity::save(cx, &policy);
    let shown = version.shown(number, policy.default_version);
    Ok(CreatePolicyVersionOutput { policy_version: Some(shown) })
}
