//! PutResourcePolicy: puts a whole policy in the place of what a function, a version or an alias had.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_PutResourcePolicy.html>

use gen_lambda::{PutResourcePolicyRequest, PutResourcePolicyResponse};
use kernel::{ApiResult, Cx};

use crate::policy_row::Policy;
use crate::tables::POLICIES;
use crate::{permission, whole_policy};

pub(crate) async fn put_resource_policy(
    cx: &mut Cx<'_>,
    input: &PutResourcePolicyRequest,
) -> ApiResult<PutResourcePolicyResponse> {
    let target = whole_policy::target(cx, &input.resource_arn).await?;
    whole_policy::check(cx, &input.policy).await?;
    let before = permission::policy(cx, &target).await?;
    whole_policy::require_revision(before.as_ref(), input.revision_id.as_deref())?;
    let policy = Policy::whole(input.policy.clone(), cx.random().uuid());
    cx.put(&POLICIES, &permission::key(&target), &policy);
    Ok(PutResourcePolicyResponse { policy: Some(policy.text), revision_id: Some(policy.revision) })
}
