//! DeleteServerCertificate.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_DeleteServerCertificate.html>

use gen_iam::{DeleteServerCertificateInput, DeleteServerCertificateOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn delete_server_certificate(
    _cx: &mut Cx<'_>,
    _input: &DeleteServerCertificateInput,
) -> ApiResult<DeleteServerCertificateOutput> {
    Err(ApiError::not_implemented("iam:DeleteServerCertificate"))
}
