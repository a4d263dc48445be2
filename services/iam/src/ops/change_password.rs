//! ChangePassword: a user sets another password for themselves, knowing the old one.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ChangePassword.html>

use gen_iam::ChangePasswordRequest;
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::credential_errors as errors;
use crate::owner::Owner;
use crate::passwords;

pub(crate) async fn change_password(
    cx: &mut Cx<'_>,
    input: &ChangePasswordRequest,
) -> ApiResult<Empty> {
    let name = cx.caller().user_name().ok_or_else(errors::not_a_user)?;
    let owner = Owner::user(cx, name).await?;
    let profile = passwords::find(cx, &owner).await?;
    if !profile.passwords.first().is_some_and(|known| known.matches(&input.old_password)) {
        return Err(errors::wrong_password());
    }
    passwords::judge(cx, &input.new_password, &profile.passwords).await?;
    let mut profile = profile.with_password(&input.new_password, cx);
    profile.reset_required = false;
    passwords::put(cx, &owner, &profile);
    Ok(Empty {})
}
