//! DeleteSigningCertificate: a certificate of a user goes.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteSigningCertificate.html>

use gen_iam::DeleteSigningCertificateRequest;
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::owner::Owner;
use crate::signing_certificates;

pub(crate) async fn delete_signing_certificate(
    cx: &mut Cx<'_>,
    input: &DeleteSigningCertificateRequest,
) -> ApiResult<Empty> {
    let owner = Owner::named_or_caller(cx, input.user_name.as_deref()).await?;
    let certificate = signing_certificates::find(cx, &owner.id, &input.certificate_id).await?;
    signing_certificates::delete(cx, &owner.id, &input.certificate_id, &certificate);
    Ok(Empty {})
}
