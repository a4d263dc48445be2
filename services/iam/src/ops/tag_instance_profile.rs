//! TagInstanceProfile: tags for an instance profile; the old value of a key gives way.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagInstanceProfile.html>

use gen_iam::{TagInstanceProfileInput, TagInstanceProfileOutput};
use kernel::{ApiResult, Cx};

use crate::{entity, instance_profiles, tags};

pub(crate) async fn tag_instance_profile(
    cx: &mut Cx<'_>,
    input: &TagInstanceProfileInput,
) -> ApiResult<TagInstanceProfileOutput> {
    let mut profile = instance_profiles::find(cx, &input.instance_profile_name).await?;
    profile.tags = tags::merged(&profile.tags, &input.tags)?;
    entity::save(cx, &profile);
    Ok(TagInstanceProfileOutput {})
}
