//! ListSigningCertificates: the certificates of a user, or of whoever calls.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListSigningCertificates.html>

use gen_iam::{ListSigningCertificatesRequest, ListSigningCertificatesResponse};
use kernel::{ApiResult, Cx};

use crate::owned::by_date;
use crate::owner::Owner;
use crate::page::Page;
use crate::signing_certificates;

pub(crate) async fn list_signing_certificates(
    cx: &mut Cx<'_>,
    input: &ListSigningCertificatesRequest,
) -> ApiResult<ListSigningCertificatesResponse> {
    let owner = Owner::named_or_caller(cx, input.user_name.as_deref()).await?;
    let page = Page::parse(cx, &[&owner.id], input.marker.as_deref(), input.max_items)?;
    let all = signing_certificates::of_owner(cx, &owner.id).await?;
    let page = page.of_list(cx, all, |(id, certificate)| by_date(certificate.uploaded, id));
    let shown = page.items.into_iter().map(|(id, certificate)| certificate.shown(&owner, &id));
    Ok(ListSigningCertificatesResponse {
        certificates: Some(shown.collect()),
        is_truncated: page.truncated,
        marker: page.marker,
    })
}
