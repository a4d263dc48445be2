//! DeleteServerCertificate: a certificate goes, with its private key.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteServerCertificate.html>

use gen_iam::DeleteServerCertificateRequest;
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::server_certificates;

pub(crate) async fn delete_server_certificate(
    cx: &mut Cx<'_>,
    input: &DeleteServerCertificateRequest,
) -> ApiResult<Empty> {
    server_certificates::find(cx, &input.server_certificate_name).await?;
    server_certificates::delete(cx, &input.server_certificate_name);
    Ok(Empty {})
}
