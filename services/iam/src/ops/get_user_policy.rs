//! GetUserPolicy: an inline policy of a user.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetUserPolicy.html>

use gen_iam::{GetUserPolicyInput, GetUserPolicyOutput};
use kernel::{ApiResult, Cx};

use crate::{inline, users};

pub(crate) async fn get_user_policy(
    cx: &mut Cx<'_>,
    input: &GetUserPolicyInput,
) -> ApiResult<GetUserPolicyOutput> {
    let user = users::find(cx, &input.user_name).await?;
    let document = inline::shown(cx, &user, &input.policy_name).await?;
    Ok(GetUserPolicyOutput {
        user_name: Some(user.head.name),
        policy_name: Some(input.policy_name.clone()),
        policy_document: Some(document),
    })
}
