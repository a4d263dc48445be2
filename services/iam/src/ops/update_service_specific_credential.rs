//! UpdateServiceSpecificCredential: switches a credential off and on.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateServiceSpecificCredential.html>

use gen_iam::UpdateServiceSpecificCredentialRequest;
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::owner::Owner;
use crate::service_credentials;
use crate::status::Status;

pub(crate) async fn update_service_specific_credential(
    cx: &mut Cx<'_>,
    input: &UpdateServiceSpecificCredentialRequest,
) -> ApiResult<Empty> {
    let owner = Owner::named_or_caller(cx, input.user_name.as_deref()).await?;
    let id = &input.service_specific_credential_id;
    let mut credential = service_credentials::find(cx, &owner.id, id).await?;
    credential.status = Status::chosen(&input.status)?;
    service_credentials::put(cx, &owner.id, id, &credential);
    Ok(Empty {})
}
