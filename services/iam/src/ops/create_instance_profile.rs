//! CreateInstanceProfile: an instance profile, without a role at first.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateInstanceProfile.html>

use gen_iam::{CreateInstanceProfileInput, CreateInstanceProfileOutput};
use kernel::{ApiResult, Cx};

use crate::entity::{self, Head, Kind};
use crate::instance_profiles::InstanceProfile;
use crate::tags;

pub(crate) async fn create_instance_profile(
    cx: &mut Cx<'_>,
    input: &CreateInstanceProfileInput,
) -> ApiResult<CreateInstanceProfileOutput> {
    let name = &input.instance_profile_name;
    let profile = InstanceProfile {
        head: Head::new(cx, Kind::InstanceProfile, name, input.path.as_deref()),
        role: None,
        tags: tags::of_new(input.tags.as_deref())?,
    };
    entity::add(cx, &profile).await?;
    Ok(CreateInstanceProfileOutput { instance_profile: Some(profile.created(cx).await?) })
}
