//! UpdateServerCertificate.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_UpdateServerCertificate.html>

use gen_iam::{UpdateServerCertificateInput, UpdateServerCertificateOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn update_server_certificate(
    _cx: &mut Cx<'_>,
    _input: &UpdateServerCertificateInput,
) -> ApiResult<UpdateServerCertificateOutput> {
    Err(ApiError::not_implemented("iam:UpdateServerCertificate"))
}
