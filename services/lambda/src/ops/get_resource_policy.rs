//! GetResourcePolicy: the policy of a function, a version or an alias, whichever calls made it.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_GetResourcePolicy.html>

use gen_lambda::{GetResourcePolicyRequest, GetResourcePolicyResponse};
use kernel::{ApiResult, Cx};

use crate::whole_policy;

pub(crate) async fn get_resource_policy(
    cx: &mut Cx<'_>,
    input: &GetResourcePolicyRequest,
) -> ApiResult<GetResourcePolicyResponse> {
    let target = whole_policy::target(cx, &input.resource_arn).await?;
    let policy = whole_policy::find(cx, &target).await?;
    Ok(GetResourcePolicyResponse { policy: Some(policy.text), revision_id: Some(policy.revision) })
}
