//! TagServerCertificate.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_TagServerCertificate.html>

use gen_iam::{TagServerCertificateInput, TagServerCertificateOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn tag_server_certificate(
    _cx: &mut Cx<'_>,
    _input: &TagServerCertificateInput,
) -> ApiResult<TagServerCertificateOutput> {
    Err(ApiError::not_implemented("iam:TagServerCertificate"))
}
