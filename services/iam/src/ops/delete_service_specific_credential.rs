//! DeleteServiceSpecificCredential: a credential goes.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteServiceSpecificCredential.html>

use gen_iam::DeleteServiceSpecificCredentialRequest;
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::owner::Owner;
use crate::{owned, service_credentials};

pub(crate) async fn delete_service_specific_credential(
    cx: &mut Cx<'_>,
    input: &DeleteServiceSpecificCredentialRequest,
) -> ApiResult<Empty> {
    let owner = Owner::named_or_caller(cx, input.user_name.as_deref()).await?;
    let id = &input.service_specific_credential_id;
    service_credentials::find(cx, &owner.id, id).await?;
    owned::delete(cx, &service_credentials::CREDENTIALS, &owner.id, id);
    Ok(Empty {})
}
