//! GetResourcePolicy: the secret's own policy, as it was attached.
//! Ref: <https://docs.aws.amazon.com/secretsmanager/latest/APIReference/API_GetResourcePolicy.html>

use gen_secretsmanager::{GetResourcePolicyRequest, GetResourcePolicyResponse};
use kernel::{ApiResult, Cx};

use crate::{errors, resource_policy, secret};

pub(crate) async fn get_resource_policy(
    cx: &mut Cx<'_>,
    input: &GetResourcePolicyRequest,
) -> ApiResult<GetResourcePolicyResponse> {
    let secret = secret::find_usable(cx, &input.secret_id).await?;
    let name = input.policy_name.as_deref();
    if name.is_some_and(|name| name != resource_policy::DEFAULT) {
        return Err(errors::no_such_policy());
    }
    Ok(GetResourcePolicyResponse {
        arn: Some(secret.arn(cx)?.to_string()),
        name: Some(secret.name.to_string()),
        resource_policy: secret.policy.clone(),
        policy_name: input.policy_name.clone(),
    })
}
