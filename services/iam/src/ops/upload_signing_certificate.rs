//! UploadSigningCertificate: a certificate for a user, or for whoever calls.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UploadSigningCertificate.html>

use gen_iam::{UploadSigningCertificateRequest, UploadSigningCertificateResponse};
use kernel::{ApiResult, Cx};
use sha2::{Digest as _, Sha256};

use crate::certificates::x509;
use crate::credential_errors as errors;
use crate::limits;
use crate::owned::new_id;
use crate::owner::Owner;
use crate::signing_certificates::{self, SigningCertificate};
use crate::status::Status;

pub(crate) async fn upload_signing_certificate(
    cx: &mut Cx<'_>,
    input: &UploadSigningCertificateRequest,
) -> ApiResult<UploadSigningCertificateResponse> {
    let owner = Owner::named_or_caller(cx, input.user_name.as_deref()).await?;
    let body = &input.certificate_body;
    let parsed = x509::parse(body).ok_or_else(|| errors::malformed_signing_certificate(body))?;
    if !(parsed.not_before..=parsed.not_after).contains(&cx.now()) {
        return Err(errors::expired_signing_certificate());
    }
    let most = limits::SIGNING_CERTIFICATES_PER_USER;
    if signing_certificates::of_owner(cx, &owner.id).await?.len() >= most {
        return Err(errors::quota("CertificatesPerUser", most));
    }
    let digest: [u8; 32] = Sha256::digest(&parsed.der).into();
    if signing_certificates::is_known(cx, &digest).await? {
        return Err(errors::signing_certificate_exists());
    }
    let id = new_id(cx, "", 32);
    let certificate = SigningCertificate {
        body: body.clone(),
        digest,
        status: Status::Active,
        uploaded: cx.now().whole_seconds(),
    };
    signing_certificates::put(cx, &owner.id, &id, &certificate);
    Ok(UploadSigningCertificateResponse { certificate: Some(certificate.shown(&owner, &id)) })
}
