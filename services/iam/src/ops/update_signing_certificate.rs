//! UpdateSigningCertificate.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_UpdateSigningCertificate.html>

use gen_iam::{UpdateSigningCertificateInput, UpdateSigningCertificateOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn update_signing_certificate(
    _cx: &mut Cx<'_>,
    _input: &UpdateSigningCertificateInput,
) -> ApiResult<UpdateSigningCertificateOutput> {
    Err(ApiError::not_implemented("iam:UpdateSigningCertificate"))
}
