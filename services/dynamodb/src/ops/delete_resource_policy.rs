//! DeleteResourcePolicy: a policy that is not there is deleted as well.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteResourcePolicy.html>

use gen_dynamodb::{DeleteResourcePolicyInput, DeleteResourcePolicyOutput};
use kernel::{ApiResult, Cx};

use crate::tables::POLICIES;
use crate::{resource_policy, table_arn};

pub(crate) async fn delete_resource_policy(
    cx: &mut Cx<'_>,
    input: &DeleteResourcePolicyInput,
) -> ApiResult<DeleteResourcePolicyOutput> {
    let arn = &input.resource_arn;
    table_arn::table_or_stream(cx, arn).await?;
    let current = cx.get(&POLICIES, arn).await?;
    if let Some(expected) = &input.expected_revision_id
        && current.as_ref().is_none_or(|policy| policy.revision != *expected)
    {
        return Err(resource_policy::other_revision(expected, arn));
    }
    cx.delete(&POLICIES, arn);
    Ok(DeleteResourcePolicyOutput { revision_id: current.map(|policy| policy.revision) })
}
