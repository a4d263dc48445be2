//! UploadServerCertificate.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_UploadServerCertificate.html>

use gen_iam::{UploadServerCertificateInput, UploadServerCertificateOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn upload_server_certificate(
    _cx: &mut Cx<'_>,
    _input: &UploadServerCertificateInput,
) -> ApiResult<UploadServerCertificateOutput> {
    Err(ApiError::not_implemented("iam:UploadServerCertificate"))
}
