//! TagServerCertificate: adds tags, or gives them other values.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagServerCertificate.html>

use gen_iam::TagServerCertificateRequest;
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::{server_certificates, tags};

pub(crate) async fn tag_server_certificate(
    cx: &mut Cx<'_>,
    input: &TagServerCertificateRequest,
) -> ApiResult<Empty> {
    let mut row = server_certificates::find(cx, &input.server_certificate_name).await?;
    row.tags = tags::merged(&row.tags, &input.tags)?;
    server_certificates::put(cx, &input.server_certificate_name, &row);
    Ok(Empty {})
}
