//! PutGroupPolicy: an inline policy of a group, in the place of one of the same name.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutGroupPolicy.html>

use gen_iam::{PutGroupPolicyInput, PutGroupPolicyOutput};
use kernel::{ApiResult, Cx};

use crate::{groups, inline};

pub(crate) async fn put_group_policy(
    cx: &mut Cx<'_>,
    input: &PutGroupPolicyInput,
) -> ApiResult<PutGroupPolicyOutput> {
    let group = groups::find(cx, &input.group_name).await?;
    inline::put(cx, &group, &input.policy_name, &input.policy_document).await?;
    Ok(PutGroupPolicyOutput {})
}
