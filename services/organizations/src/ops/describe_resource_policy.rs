//! DescribeResourcePolicy: the delegation policy.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeResourcePolicy.html>

use gen_organizations::errors as modelled;
use gen_organizations::{DescribeResourcePolicyInput, DescribeResourcePolicyOutput};
use gen_organizations::{ResourcePolicy as Shown, ResourcePolicySummary, operations};
use kernel::{ApiResult, Cx};

use crate::door;
use crate::organization::Organization;
use crate::tables::{RESOURCE_POLICIES, ResourcePolicy};

pub(super) async fn describe_resource_policy(
    cx: &mut Cx<'_>,
    input: &DescribeResourcePolicyInput,
) -> ApiResult<DescribeResourcePolicyOutput> {
    let organization = door::reader::<operations::DescribeResourcePolicy>(cx, input).await?;
    let policy = cx.get(&RESOURCE_POLICIES, &organization.id).await?;
    let policy = policy.ok_or_else(not_found)?;
    Ok(DescribeResourcePolicyOutput { resource_policy: Some(show(&organization, policy)) })
}

pub(super) fn not_found() -> kernel::ApiError {
    modelled::resource_policy_not_found_exception(
        "We can't find a resource policy request with the parameter that you specified.",
    )
}

pub(super) fn show(organization: &Organization, policy: ResourcePolicy) -> Shown {
    let summary = ResourcePolicySummary {
        arn: Some(organization.arn_in("resourcepolicy", &policy.id)),
        id: Some(policy.id),
    };
    Shown { resource_policy_summary: Some(summary), content: Some(policy.content) }
}
