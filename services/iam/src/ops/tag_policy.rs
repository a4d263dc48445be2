//! TagPolicy: tags for a managed policy; the old value of a key gives way.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagPolicy.html>

use gen_iam::{TagPolicyInput, TagPolicyOutput};
use kernel::{ApiResult, Cx};

use crate::{entity, policies, tags};

pub(crate) async fn tag_policy(
    cx: &mut Cx<'_>,
    input: &TagPolicyInput,
) -> ApiResult<TagPolicyOutput> {
    let mut policy = policies::find_own(cx, &input.policy_arn).await?;
    policy.tags = tags::merged(&policy.tags, &input.tags)?;
    entity::save(cx, &policy);
    Ok(TagPolicyOutput {})
}
