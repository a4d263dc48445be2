//! ListResourcePolicies: the names of the policies that a secret has: default, when there is one.
//! Ref: <https://docs.aws.amazon.com/secretsmanager/latest/APIReference/API_ListResourcePolicies.html>

use gen_secretsmanager::{
    ListResourcePoliciesRequest, ListResourcePoliciesResponse, ResourcePolicySummary,
};
use kernel::{ApiResult, Cx};

use crate::{errors, resource_policy, secret};

pub(crate) async fn list_resource_policies(
    cx: &mut Cx<'_>,
    input: &ListResourcePoliciesRequest,
) -> ApiResult<ListResourcePoliciesResponse> {
    // A single policy fits on any page, so no token was ever given out.
    if input.next_token.is_some() {
        return Err(errors::next_token());
    }
    let secret = secret::find_usable(cx, &input.secret_id).await?;
    let name = secret.policy.as_ref().map(|_| resource_policy::DEFAULT.to_owned());
    let policies = name.map(|name| ResourcePolicySummary { policy_name: Some(name) });
    Ok(ListResourcePoliciesResponse {
        resource_policies: Some(policies.into_iter().collect()),
        next_token: None,
    })
}
