//! GetResourcePolicies: how a parameter is shared.
//! Ref: <https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetResourcePolicies.html>

use gen_ssm::{
    GetResourcePoliciesInput, GetResourcePoliciesOutput, GetResourcePoliciesResponseEntry,
};
use kernel::{ApiResult, Cx};

use crate::page::Page;
use crate::{limits, resource_policy};

pub(super) async fn get_resource_policies(
    cx: &mut Cx<'_>,
    input: &GetResourcePoliciesInput,
) -> ApiResult<GetResourcePoliciesOutput> {
    let (key, parameter) = resource_policy::target(cx, &input.resource_arn).await?;
    // There is one at most, so no answer has a token.
    let (binding, token) = ([key.as_str()], input.next_token.as_deref());
    Page::parse(cx, &binding, &limits::PAGE, input.max_results, token)?;
    let show = |sharing: crate::parameter::Sharing| GetResourcePoliciesResponseEntry {
        policy_id: Some(sharing.id),
        policy_hash: Some(sharing.hash),
        policy: Some(sharing.text),
    };
    let policies = parameter.sharing.into_iter().map(show).collect();
    Ok(GetResourcePoliciesOutput { policies: Some(policies), next_token: None })
}
