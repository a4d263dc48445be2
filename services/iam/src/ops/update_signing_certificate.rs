//! UpdateSigningCertificate: switches a certificate off and on.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateSigningCertificate.html>

use gen_iam::UpdateSigningCertificateRequest;
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::owner::Owner;
use crate::signing_certificates;
use crate::status::Status;

pub(crate) async fn update_signing_certificate(
    cx: &mut Cx<'_>,
    input: &UpdateSigningCertificateRequest,
) -> ApiResult<Empty> {
    let owner = Owner::named_or_caller(cx, input.user_name.as_deref()).await?;
    let id = &input.certificate_id;
    let mut certificate = signing_certificates::find(cx, &owner.id, id).await?;
    certificate.status = Status::chosen(&input.status)?;
    signing_certificates::put(cx, &owner.id, id, &certificate);
    Ok(Empty {})
}
