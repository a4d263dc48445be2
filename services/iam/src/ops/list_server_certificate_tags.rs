//! ListServerCertificateTags: the tags, by key.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListServerCertificateTags.html>

use gen_iam::{ListServerCertificateTagsRequest, ListServerCertificateTagsResponse};
use kernel::{ApiResult, Cx};

use crate::{server_certificates, tags};

pub(crate) async fn list_server_certificate_tags(
    cx: &mut Cx<'_>,
    input: &ListServerCertificateTagsRequest,
) -> ApiResult<ListServerCertificateTagsResponse> {
    let id = &input.server_certificate_name;
    let row = server_certificates::find(cx, id).await?;
    let page = tags::page(cx, &row.tags, id, input.marker.as_deref(), input.max_items)?;
    Ok(ListServerCertificateTagsResponse {
        tags: Some(page.items),
        is_truncated: page.truncated,
        marker: page.marker,
    })
}
