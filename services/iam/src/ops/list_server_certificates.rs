//! ListServerCertificates.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_ListServerCertificates.html>

use gen_iam::{ListServerCertificatesInput, ListServerCertificatesOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_server_certificates(
    _cx: &mut Cx<'_>,
    _input: &ListServerCertificatesInput,
) -> ApiResult<ListServerCertificatesOutput> {
    Err(ApiError::not_implemented("iam:ListServerCertificates"))
}
