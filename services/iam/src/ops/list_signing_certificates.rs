//! ListSigningCertificates.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_ListSigningCertificates.html>

use gen_iam::{ListSigningCertificatesInput, ListSigningCertificatesOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_signing_certificates(
    _cx: &mut Cx<'_>,
    _input: &ListSigningCertificatesInput,
) -> ApiResult<ListSigningCertificatesOutput> {
    Err(ApiError::not_implemented("iam:ListSigningCertificates"))
}
