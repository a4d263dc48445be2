//! ListEffectivePolicyValidationErrors.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListEffectivePolicyValidationErrors.html>

use gen_organizations::{ListEffectivePolicyValidationErrorsInput, ListEffectivePolicyValidationErrorsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_effective_policy_validation_errors(
    _cx: &mut Cx<'_>,
    _input: &ListEffectivePolicyValidationErrorsInput,
) -> ApiResult<ListEffectivePolicyValidationErrorsOutput> {
    Err(ApiError::not_implemented("organizations:ListEffectivePolicyValidationErrors"))
}
