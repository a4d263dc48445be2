//! PutUserPolicy: an inline policy of a user, in the place of one of the same name.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutUserPolicy.html>

use gen_iam::{PutUserPolicyInput, PutUserPolicyOutput};
use kernel::{ApiResult, Cx};

use crate::{inline, users};

pub(crate) async fn put_user_policy(
    cx: &mut Cx<'_>,
    input: &PutUserPolicyInput,
) -> ApiResult<PutUserPolicyOutput> {
    let user = users::find(cx, &input.user_name).await?;
    inline::put(cx, &user, &input.policy_name, &input.policy_document).await?;
    Ok(PutUserPolicyOutput {})
}
