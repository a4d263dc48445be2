//! GetServerCertificate.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_GetServerCertificate.html>

use gen_iam::{GetServerCertificateInput, GetServerCertificateOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_server_certificate(
    _cx: &mut Cx<'_>,
    _input: &GetServerCertificateInput,
) -> ApiResult<GetServerCertificateOutput> {
    Err(ApiError::not_implemented("iam:GetServerCertificate"))
}
