//! ResetServiceSpecificCredential: another secret; the old one no longer counts.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ResetServiceSpecificCredential.html>

use gen_iam::{ResetServiceSpecificCredentialRequest, ResetServiceSpecificCredentialResponse};
use kernel::{ApiResult, Cx};

use crate::owner::Owner;
use crate::service_credentials;

pub(crate) async fn reset_service_specific_credential(
    cx: &mut Cx<'_>,
    input: &ResetServiceSpecificCredentialRequest,
) -> ApiResult<ResetServiceSpecificCredentialResponse> {
    let owner = Owner::named_or_caller(cx, input.user_name.as_deref()).await?;
    let id = &input.service_specific_credential_id;
    let mut credential = service_credentials::find(cx, &owner.id, id).await?;
    let form = service_credentials::form(&credential.service)?;
    let secret = service_credentials::new_secret(form, &credential.user, cx.random());
    credential.digest = service_credentials::digest(&secret);
    service_credentials::put(cx, &owner.id, id, &credential);
    let name = owner.name.as_deref().unwrap_or_default();
    let shown = credential.shown(cx, name, id, secret)?;
    Ok(ResetServiceSpecificCredentialResponse { service_specific_credential: Some(shown) })
}
