//! DeleteResourcePolicy.
//! Ref: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteResourcePolicy.html>

use gen_logs::{DeleteResourcePolicyInput, DeleteResourcePolicyOutput};
use kernel::{ApiError, ApiResult, Cx};

use crate::errors;
use crate::resource_policy;
use crate::tables::RESOURCE_POLICIES;

pub(crate) async fn delete_resource_policy(
    cx: &mut Cx<'_>,
    input: &DeleteResourcePolicyInput,
) -> ApiResult<DeleteResourcePolicyOutput> {
    if input.resource_arn.is_some() {
        return Err(ApiError::not_implemented("logs:DeleteResourcePolicy of one log group"));
    }
    let name = input.policy_name.clone();
    let name = name.ok_or_else(|| errors::invalid("Policy name must be specified."))?;
    if !cx.has(&RESOURCE_POLICIES, &name).await? {
        return Err(resource_policy::not_found(&name));
    }
    resource_policy::merge(cx, None, Some(&name)).await?;
    cx.delete(&RESOURCE_POLICIES, &name);
    Ok(DeleteResourcePolicyOutput::default())
}
