//! CreateServiceSpecificCredential.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_CreateServiceSpecificCredential.html>

use gen_iam::{CreateServiceSpecificCredentialInput, CreateServiceSpecificCredentialOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn create_service_specific_credential(
    _cx: &mut Cx<'_>,
    _input: &CreateServiceSpecificCredentialInput,
) -> ApiResult<CreateServiceSpecificCredentialOutput> {
    Err(ApiError::not_implemented("iam:CreateServiceSpecificCredential"))
}
