//! DescribePolicy: one policy, with its content.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribePolicy.html>

use gen_organizations::operations;
use gen_organizations::{DescribePolicyInput, DescribePolicyOutput};
use kernel::{ApiResult, Cx};

use crate::{door, policies};

pub(super) async fn describe_policy(
    cx: &mut Cx<'_>,
    input: &DescribePolicyInput,
) -> ApiResult<DescribePolicyOutput> {
    let organization = door::reader::<operations::DescribePolicy>(cx, input).await?;
    let policy = policies::require(cx, &organization, &input.policy_id).await?;
    Ok(DescribePolicyOutput { policy: Some(policy.show(&organization)) })
}
