//! DeleteResourcePolicy: the secret has no policy of its own any more.
//! Ref: <https://docs.aws.amazon.com/secretsmanager/latest/APIReference/API_DeleteResourcePolicy.html>

use gen_secretsmanager::{DeleteResourcePolicyRequest, DeleteResourcePolicyResponse};
use kernel::{ApiResult, Cx};

use crate::{resource_policy, secret};

pub(crate) async fn delete_resource_policy(
    cx: &mut Cx<'_>,
    input: &DeleteResourcePolicyRequest,
) -> ApiResult<DeleteResourcePolicyResponse> {
    resource_policy::require_default(input.policy_name.as_deref())?;
    let mut secret = secret::find_to_describe(cx, &input.secret_id).await?;
    secret.policy = None;
    secret::save(cx, &mut secret, None).await?;
    Ok(DeleteResourcePolicyResponse {
        arn: Some(secret.arn(cx)?.to_string()),
        name: Some(secret.name.to_string()),
        policy_name: input.policy_name.clone(),
    })
}
