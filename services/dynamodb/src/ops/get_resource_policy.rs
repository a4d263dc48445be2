//! GetResourcePolicy.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GetResourcePolicy.html>

use gen_dynamodb::{GetResourcePolicyInput, GetResourcePolicyOutput};
use kernel::{ApiResult, Cx};

use crate::tables::POLICIES;
use crate::{resource_policy, table_arn};

pub(crate) async fn get_resource_policy(
    cx: &mut Cx<'_>,
    input: &GetResourcePolicyInput,
) -> ApiResult<GetResourcePolicyOutput> {
    let arn = &input.resource_arn;
    table_arn::table_or_stream(cx, arn).await?;
    let policy = cx.get(&POLICIES, arn).await?.ok_or_else(|| resource_policy::none(arn))?;
    Ok(GetResourcePolicyOutput { policy: Some(policy.text), revision_id: Some(policy.revision) })
}
