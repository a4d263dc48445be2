//! GetServerCertificate: a certificate with its chain; never its private key.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetServerCertificate.html>

use gen_iam::{GetServerCertificateRequest, GetServerCertificateResponse, ServerCertificate};
use kernel::{ApiResult, Cx};

use crate::{server_certificates, tags};

pub(crate) async fn get_server_certificate(
    cx: &mut Cx<'_>,
    input: &GetServerCertificateRequest,
) -> ApiResult<GetServerCertificateResponse> {
    let certificate = server_certificates::find(cx, &input.server_certificate_name).await?;
    Ok(GetServerCertificateResponse {
        server_certificate: Some(ServerCertificate {
            server_certificate_metadata: Some(certificate.described(cx)),
            certificate_body: Some(certificate.body),
            certificate_chain: certificate.chain,
            tags: Some(tags::listed(&certificate.tags)),
        }),
    })
}
