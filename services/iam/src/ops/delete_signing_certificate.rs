//! DeleteSigningCertificate.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_DeleteSigningCertificate.html>

use gen_iam::{DeleteSigningCertificateInput, DeleteSigningCertificateOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn delete_signing_certificate(
    _cx: &mut Cx<'_>,
    _input: &DeleteSigningCertificateInput,
) -> ApiResult<DeleteSigningCertificateOutput> {
    Err(ApiError::not_implemented("iam:DeleteSigningCertificate"))
}
