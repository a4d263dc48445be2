//! ListServerCertificateTags.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_ListServerCertificateTags.html>

use gen_iam::{ListServerCertificateTagsInput, ListServerCertificateTagsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_server_certificate_tags(
    _cx: &mut Cx<'_>,
    _input: &ListServerCertificateTagsInput,
) -> ApiResult<ListServerCertificateTagsOutput> {
    Err(ApiError::not_implemented("iam:ListServerCertificateTags"))
}
