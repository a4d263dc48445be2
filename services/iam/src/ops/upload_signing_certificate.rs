//! UploadSigningCertificate.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_UploadSigningCertificate.html>

use gen_iam::{UploadSigningCertificateInput, UploadSigningCertificateOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn upload_signing_certificate(
    _cx: &mut Cx<'_>,
    _input: &UploadSigningCertificateInput,
) -> ApiResult<UploadSigningCertificateOutput> {
    Err(ApiError::not_implemented("iam:UploadSigningCertificate"))
}
