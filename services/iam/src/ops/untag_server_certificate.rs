//! UntagServerCertificate: takes tags away; those that are not there do not matter.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagServerCertificate.html>

use gen_iam::UntagServerCertificateRequest;
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::{server_certificates, tags};

pub(crate) async fn untag_server_certificate(
    cx: &mut Cx<'_>,
    input: &UntagServerCertificateRequest,
) -> ApiResult<Empty> {
    let mut row = server_certificates::find(cx, &input.server_certificate_name).await?;
    row.tags = tags::without(&row.tags, &input.tag_keys);
    server_certificates::put(cx, &input.server_certificate_name, &row);
    Ok(Empty {})
}
