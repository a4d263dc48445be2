//! UntagServerCertificate.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_UntagServerCertificate.html>

use gen_iam::{UntagServerCertificateInput, UntagServerCertificateOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn untag_server_certificate(
    _cx: &mut Cx<'_>,
    _input: &UntagServerCertificateInput,
) -> ApiResult<UntagServerCertificateOutput> {
    Err(ApiError::not_implemented("iam:UntagServerCertificate"))
}
