//! DeleteLoginProfile: takes the password away.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteLoginProfile.html>

use gen_iam::DeleteLoginProfileRequest;
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::owner::Owner;
use crate::passwords;

pub(crate) async fn delete_login_profile(
    cx: &mut Cx<'_>,
    input: &DeleteLoginProfileRequest,
) -> ApiResult<Empty> {
    let owner = Owner::of_password(cx, input.user_name.as_deref()).await?;
    passwords::find(cx, &owner).await?;
    passwords::delete(cx, &owner);
    Ok(Empty {})
}
