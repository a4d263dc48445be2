//! GetInstanceProfile: an instance profile and its role.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetInstanceProfile.html>

use gen_iam::{GetInstanceProfileInput, GetInstanceProfileOutput};
use kernel::{ApiResult, Cx};

use crate::instance_profiles;

pub(crate) async fn get_instance_profile(
    cx: &mut Cx<'_>,
    input: &GetInstanceProfileInput,
) -> ApiResult<GetInstanceProfileOutput> {
    let profile = instance_profiles::find(cx, &input.instance_profile_name).await?;
    Ok(GetInstanceProfileOutput { instance_profile: Some(profile.shown(cx).await?) })
}
