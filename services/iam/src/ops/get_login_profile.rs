//! GetLoginProfile: since when a user has a password.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetLoginProfile.html>

use gen_iam::{GetLoginProfileRequest, GetLoginProfileResponse};
use kernel::{ApiResult, Cx};

use crate::owner::Owner;
use crate::passwords;

pub(crate) async fn get_login_profile(
    cx: &mut Cx<'_>,
    input: &GetLoginProfileRequest,
) -> ApiResult<GetLoginProfileResponse> {
    let owner = Owner::of_password(cx, input.user_name.as_deref()).await?;
    let profile = passwords::find(cx, &owner).await?;
    Ok(GetLoginProfileResponse { login_profile: Some(profile.shown(&owner)) })
}
