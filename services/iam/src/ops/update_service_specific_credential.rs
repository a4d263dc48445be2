//! UpdateServiceSpecificCredential.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_UpdateServiceSpecificCredential.html>

use gen_iam::{UpdateServiceSpecificCredentialInput, UpdateServiceSpecificCredentialOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn update_service_specific_credential(
    _cx: &mut Cx<'_>,
    _input: &UpdateServiceSpecificCredentialInput,
) -> ApiResult<UpdateServiceSpecificCredentialOutput> {
    Err(ApiError::not_implemented("iam:UpdateServiceSpecificCredential"))
}
