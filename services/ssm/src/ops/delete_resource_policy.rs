//! DeleteResourcePolicy: shares a parameter no longer.
//! Ref: <https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DeleteResourcePolicy.html>

use gen_ssm::{DeleteResourcePolicyInput, DeleteResourcePolicyOutput};
use kernel::{ApiError, ApiResult, Cx};

use crate::tables::PARAMETERS;
use crate::{errors, resource_policy};

pub(super) async fn delete_resource_policy(
    cx: &mut Cx<'_>,
    input: &DeleteResourcePolicyInput,
) -> ApiResult<DeleteResourcePolicyOutput> {
    if let Some(mode) = &input.deletion_mode {
        return Err(ApiError::not_implemented(format!("the DeletionMode {mode}")));
    }
    let (key, mut parameter) = resource_policy::target(cx, &input.resource_arn).await?;
    match &parameter.sharing {
        Some(sharing) if sharing.id != input.policy_id => return Err(errors::policy_not_found()),
        Some(sharing) if sharing.hash != input.policy_hash => return Err(errors::policy_conflict()),
        Some(_) => parameter.sharing = None,
        None => return Err(errors::policy_not_found()),
    }
    cx.put(&PARAMETERS, &key, &parameter);
    Ok(DeleteResourcePolicyOutput::default())
}
