//! ListServerCertificates: the certificates of the account, by name.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListServerCertificates.html>

use gen_iam::{ListServerCertificatesRequest, ListServerCertificatesResponse};
use kernel::{ApiResult, Cx};

use crate::page::Page;
use crate::server_certificates;

pub(crate) async fn list_server_certificates(
    cx: &mut Cx<'_>,
    input: &ListServerCertificatesRequest,
) -> ApiResult<ListServerCertificatesResponse> {
    let prefix = input.path_prefix.as_deref().unwrap_or("/");
    let page = Page::parse(cx, &[prefix], input.marker.as_deref(), input.max_items)?;
    let mut all = server_certificates::all(cx).await?;
    all.retain(|certificate| certificate.path.starts_with(prefix));
    let page = page.of_list(cx, all, |certificate| certificate.name.clone());
    let shown = page.items.iter().map(|certificate| certificate.described(cx)).collect();
    Ok(ListServerCertificatesResponse {
        server_certificate_metadata_list: Some(shown),
        is_truncated: page.truncated,
        marker: page.marker,
    })
}
