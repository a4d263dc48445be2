//! UploadServerCertificate: a certificate, its private key and its chain, which must fit together.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UploadServerCertificate.html>

use gen_iam::{UploadServerCertificateRequest, UploadServerCertificateResponse};
use kernel::{ApiResult, Cx};

use crate::certificates::server;
use crate::credential_errors as errors;
use crate::names::path_or_root;
use crate::owned::new_id;
use crate::server_certificates::{self, ServerCertificate};
use crate::{limits, tags};

pub(crate) async fn upload_server_certificate(
    cx: &mut Cx<'_>,
    input: &UploadServerCertificateRequest,
) -> ApiResult<UploadServerCertificateResponse> {
    let chain = input.certificate_chain.as_deref();
    let parsed = server::check(&input.certificate_body, &input.private_key, chain, cx.now())
        .map_err(errors::refused_certificate)?;
    let tags = tags::of_new(input.tags.as_deref())?;
    let name = &input.server_certificate_name;
    server_certificates::require_free(cx, name).await?;
    if server_certificates::all(cx).await?.len() >= limits::SERVER_CERTIFICATES {
        let most = limits::SERVER_CERTIFICATES;
        return Err(errors::quota("ServerCertificatesPerAccount", most));
    }
    let certificate = ServerCertificate {
        name: name.clone(),
        path: path_or_root(input.path.as_deref()),
        id: new_id(cx, "ASCA", 17),
        body: input.certificate_body.clone(),
        chain: input.certificate_chain.clone(),
        private_key: server_certificates::seal(cx, &input.private_key),
        uploaded: cx.now().whole_seconds(),
        expires: parsed.not_after,
        tags,
    };
    server_certificates::put(cx, name, &certificate);
    Ok(UploadServerCertificateResponse {
        server_certificate_metadata: Some(certificate.described(cx)),
        tags: tags::shown(&certificate.tags),
    })
}
