//! PutResourcePolicy: attaches a policy to a secret, in place of the one before.
//! Ref: <https://docs.aws.amazon.com/secretsmanager/latest/APIReference/API_PutResourcePolicy.html>

use gen_secretsmanager::{PutResourcePolicyRequest, PutResourcePolicyResponse};
use kernel::{ApiResult, Cx};

use crate::{errors, resource_policy, secret};

pub(crate) async fn put_resource_policy(
    cx: &mut Cx<'_>,
    input: &PutResourcePolicyRequest,
) -> ApiResult<PutResourcePolicyResponse> {
    resource_policy::require_default(input.policy_name.as_deref())?;
    let mut secret = secret::find_to_describe(cx, &input.secret_id).await?;
    resource_policy::check(&input.resource_policy)?;
    let block = input.block_public_policy.unwrap_or(false);
    if block && resource_policy::is_public(cx, &input.resource_policy).await? {
        return Err(errors::public_policy());
    }
    secret.policy = Some(input.resource_policy.clone());
    secret::save(cx, &mut secret, None).await?;
    Ok(PutResourcePolicyResponse {
        arn: Some(secret.arn(cx)?.to_string()),
        name: Some(secret.name.to_string()),
        policy_name: input.policy_name.clone(),
    })
}
