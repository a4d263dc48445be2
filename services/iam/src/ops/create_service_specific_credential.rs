//! CreateServiceSpecificCredential: a password or key for one service, shown this once.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateServiceSpecificCredential.html>

use gen_iam::{CreateServiceSpecificCredentialRequest, CreateServiceSpecificCredentialResponse};
use kernel::{ApiResult, Cx};

use crate::credential_errors as errors;
use crate::limits;
use crate::owned::new_id;
use crate::owner::Owner;
use crate::service_credentials::{self, Credential, Form};
use crate::status::Status;

pub(crate) async fn create_service_specific_credential(
    cx: &mut Cx<'_>,
    input: &CreateServiceSpecificCredentialRequest,
) -> ApiResult<CreateServiceSpecificCredentialResponse> {
    let owner = Owner::user(cx, &input.user_name).await?;
    let form = service_credentials::form(&input.service_name)?;
    if form == Form::Password && input.credential_age_days.is_some() {
        return Err(errors::passwords_do_not_expire(&input.service_name));
    }
    let all = service_credentials::of_owner(cx, &owner.id).await?;
    let of_service = || all.iter().filter(|(_, c)| c.service == input.service_name);
    if of_service().count() >= limits::SERVICE_CREDENTIALS {
        let name = "ServiceSpecificCredentialsPerUser";
        return Err(errors::quota(name, limits::SERVICE_CREDENTIALS));
    }
    let name = owner.name.as_deref().unwrap_or_default();
    let taken = |name: &str| of_service().any(|(_, c)| c.user == name);
    let user = service_credentials::name_of(name, cx.account().as_str(), taken);
    let secret = service_credentials::new_secret(form, &user, cx.random());
    let now = cx.now().whole_seconds();
    let credential = Credential {
        service: input.service_name.clone(),
        user,
        digest: service_credentials::digest(&secret),
        status: Status::Active,
        created: now,
        expires: input.credential_age_days.map(|days| service_credentials::end(now, days)),
    };
    let id = new_id(cx, "ACCA", 17);
    service_credentials::put(cx, &owner.id, &id, &credential);
    let shown = credential.shown(cx, name, &id, secret)?;
    Ok(CreateServiceSpecificCredentialResponse { service_specific_credential: Some(shown) })
}
