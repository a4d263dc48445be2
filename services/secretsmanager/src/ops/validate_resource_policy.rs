//! ValidateResourcePolicy: whether a policy could be attached, and whether it keeps out the public.
//! Ref: <https://docs.aws.amazon.com/secretsmanager/latest/APIReference/API_ValidateResourcePolicy.html>

use gen_secretsmanager::{
    ValidateResourcePolicyRequest, ValidateResourcePolicyResponse, ValidationErrorsEntry,
};
use kernel::{ApiResult, Cx};

use crate::{errors, resource_policy, secret};

pub(crate) async fn validate_resource_policy(
    cx: &mut Cx<'_>,
    input: &ValidateResourcePolicyRequest,
) -> ApiResult<ValidateResourcePolicyResponse> {
    if let Some(id) = &input.secret_id {
        secret::find_usable(cx, id).await?;
    }
    resource_policy::check(&input.resource_policy)?;
    let public = resource_policy::is_public(cx, &input.resource_policy).await?;
    let entry = ValidationErrorsEntry {
        check_name: Some("BlockPublicPolicy".to_owned()),
        error_message: Some(errors::BROAD_POLICY.to_owned()),
    };
    Ok(ValidateResourcePolicyResponse {
        policy_validation_passed: Some(!public),
        validation_errors: Some(if public { vec![entry] } else { Vec::new() }),
    })
}
