//! DescribeResourcePolicies: those of the account, by name.
//! Ref: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeResourcePolicies.html>

use gen_logs::values::policy_scope;
use gen_logs::{DescribeResourcePoliciesInput, DescribeResourcePoliciesOutput};
use kernel::{ApiError, ApiResult, Cx};

use crate::page::Page;
use crate::tables::RESOURCE_POLICIES;

pub(crate) async fn describe_resource_policies(
    cx: &mut Cx<'_>,
    input: &DescribeResourcePoliciesInput,
) -> ApiResult<DescribeResourcePoliciesOutput> {
    if input.resource_arn.is_some() || input.policy_scope.as_deref() == Some(policy_scope::RESOURCE)
    {
        return Err(ApiError::not_implemented("logs:DescribeResourcePolicies of one log group"));
    }
    let page = Page::<String>::parse(cx, &[], input.limit, input.next_token.as_deref())?;
    let mut range = cx.rows(&RESOURCE_POLICIES);
    if let Some(after) = &page.after {
        range = range.after(after);
    }
    let mut rows = cx.range(&RESOURCE_POLICIES, &range, page.limit + 1).await?;
    let next_token = page.cut(cx, &[], &mut rows)?;
    let shown = rows.into_iter().map(|(name, policy)| policy.show(name));
    Ok(DescribeResourcePoliciesOutput { resource_policies: Some(shown.collect()), next_token })
}
