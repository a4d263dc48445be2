//! DeleteUserPolicy: an inline policy of a user goes.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUserPolicy.html>

use gen_iam::{DeleteUserPolicyInput, DeleteUserPolicyOutput};
use kernel::{ApiResult, Cx};

use crate::{inline, users};

pub(crate) async fn delete_user_policy(
    cx: &mut Cx<'_>,
    input: &DeleteUserPolicyInput,
) -> ApiResult<DeleteUserPolicyOutput> {
    let user = users::find(cx, &input.user_name).await?;
    inline::delete(cx, &user, &input.policy_name).await?;
    Ok(DeleteUserPolicyOutput {})
}
