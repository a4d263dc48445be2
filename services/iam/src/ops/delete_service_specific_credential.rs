//! DeleteServiceSpecificCredential.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_DeleteServiceSpecificCredential.html>

use gen_iam::{DeleteServiceSpecificCredentialInput, DeleteServiceSpecificCredentialOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn delete_service_specific_credential(
    _cx: &mut Cx<'_>,
    _input: &DeleteServiceSpecificCredentialInput,
) -> ApiResult<DeleteServiceSpecificCredentialOutput> {
    Err(ApiError::not_implemented("iam:DeleteServiceSpecificCredential"))
}
