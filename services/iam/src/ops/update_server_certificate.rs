//! UpdateServerCertificate: another name or path.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateServerCertificate.html>

use gen_iam::UpdateServerCertificateRequest;
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::server_certificates;

pub(crate) async fn update_server_certificate(
    cx: &mut Cx<'_>,
    input: &UpdateServerCertificateRequest,
) -> ApiResult<Empty> {
    let name = &input.server_certificate_name;
    let mut certificate = server_certificates::find(cx, name).await?;
    if let Some(path) = &input.new_path {
        certificate.path.clone_from(path);
    }
    if let Some(new) = input.new_server_certificate_name.as_ref().filter(|new| *new != name) {
        server_certificates::require_free(cx, new).await?;
        certificate.name.clone_from(new);
        server_certificates::delete(cx, name);
    }
    server_certificates::put(cx, &certificate.name, &certificate);
    Ok(Empty {})
}
