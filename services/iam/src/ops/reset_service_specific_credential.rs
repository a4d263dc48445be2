//! ResetServiceSpecificCredential.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_ResetServiceSpecificCredential.html>

use gen_iam::{ResetServiceSpecificCredentialInput, ResetServiceSpecificCredentialOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn reset_service_specific_credential(
    _cx: &mut Cx<'_>,
    _input: &ResetServiceSpecificCredentialInput,
) -> ApiResult<ResetServiceSpecificCredentialOutput> {
    Err(ApiError::not_implemented("iam:ResetServiceSpecificCredential"))
}
