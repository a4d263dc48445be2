//! CreateLoginProfile: gives a user a password; lets the root of a member account set its own.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateLoginProfile.html>

use gen_iam::{CreateLoginProfileRequest, CreateLoginProfileResponse};
use kernel::{ApiResult, Cx};

use crate::credential_errors as errors;
use crate::owner::Owner;
use crate::passwords::{self, LoginProfile};

pub(crate) async fn create_login_profile(
    cx: &mut Cx<'_>,
    input: &CreateLoginProfileRequest,
) -> ApiResult<CreateLoginProfileResponse> {
    let owner = Owner::of_password(cx, input.user_name.as_deref()).await?;
    if passwords::get(cx, &owner.id).await?.is_some() {
        let name = owner.name.as_deref().unwrap_or("root");
        return Err(errors::login_profile_exists(name));
    }
    let now = cx.now().whole_seconds();
    let mut profile = LoginProfile {
        created: now,
        passwords: Vec::new(),
        changed: now,
        reset_required: input.password_reset_required.unwrap_or(false),
    };
    match (&input.password, owner.is_root()) {
        (Some(password), false) => {
            passwords::judge(cx, password, &[]).await?;
            profile = profile.with_password(password, cx);
        }
        (None, true) => {}
        (None, false) => return Err(errors::password_missing()),
        (Some(_), true) => return Err(errors::root_has_no_password_here()),
    }
    passwords::put(cx, &owner, &profile);
    Ok(CreateLoginProfileResponse { login_profile: Some(profile.shown(&owner)) })
}
