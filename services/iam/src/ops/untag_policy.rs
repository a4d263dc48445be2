//! UntagPolicy: tags of a managed policy go; keys that are not there are fine.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagPolicy.html>

use gen_iam::{UntagPolicyInput, UntagPolicyOutput};
use kernel::{ApiResult, Cx};

use crate::{entity, policies, tags};

pub(crate) async fn untag_policy(
    cx: &mut Cx<'_>,
    input: &UntagPolicyInput,
) -> ApiResult<UntagPolicyOutput> {
    let mut policy = policies::find_own(cx, &input.policy_arn).await?;
    policy.tags = tags::without(&policy.tags, &input.tag_keys);
    entity::save(cx, &policy);
    Ok(UntagPolicyOutput {})
}
