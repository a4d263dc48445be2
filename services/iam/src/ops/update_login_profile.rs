//! UpdateLoginProfile: sets another password, or whether it must be changed.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateLoginProfile.html>

use gen_iam::UpdateLoginProfileRequest;
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::owner::Owner;
use crate::passwords;

pub(crate) async fn update_login_profile(
    cx: &mut Cx<'_>,
    input: &UpdateLoginProfileRequest,
) -> ApiResult<Empty> {
    let owner = Owner::user(cx, &input.user_name).await?;
    let mut profile = passwords::find(cx, &owner).await?;
    if let Some(password) = &input.password {
        passwords::judge(cx, password, &profile.passwords).await?;
        profile = profile.with_password(password, cx);
    }
    if let Some(required) = input.password_reset_required {
        profile.reset_required = required;
    }
    passwords::put(cx, &owner, &profile);
    Ok(Empty {})
}
