//! DeleteResourcePolicy: takes the policy of a function, a version or an alias away, with all of its statements.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_DeleteResourcePolicy.html>

use gen_lambda::DeleteResourcePolicyRequest;
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::tables::POLICIES;
use crate::{permission, whole_policy};

pub(crate) async fn delete_resource_policy(
    cx: &mut Cx<'_>,
    input: &DeleteResourcePolicyRequest,
) -> ApiResult<Empty> {
    let target = whole_policy::target(cx, &input.resource_arn).await?;
    let policy = whole_policy::find(cx, &target).await?;
    whole_policy::require_revision(Some(&policy), input.revision_id.as_deref())?;
    cx.delete(&POLICIES, &permission::key(&target));
    Ok(Empty::default())
}
