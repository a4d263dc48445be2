//! UntagInstanceProfile: tags of an instance profile go; keys that are not there are fine.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagInstanceProfile.html>

use gen_iam::{UntagInstanceProfileInput, UntagInstanceProfileOutput};
use kernel::{ApiResult, Cx};

use crate::{entity, instance_profiles, tags};

pub(crate) async fn untag_instance_profile(
    cx: &mut Cx<'_>,
    input: &UntagInstanceProfileInput,
) -> ApiResult<UntagInstanceProfileOutput> {
    let mut profile = instance_profiles::find(cx, &input.instance_profile_name).await?;
    profile.tags = tags::without(&profile.tags, &input.tag_keys);
    entity::save(cx, &profile);
    Ok(UntagInstanceProfileOutput {})
}
