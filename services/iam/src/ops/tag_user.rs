//! TagUser: tags for a user; the old value of a key gives way.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagUser.html>

use gen_iam::{TagUserInput, TagUserOutput};
use kernel::{ApiResult, Cx};

use crate::{tags, users};

pub(crate) async fn tag_user(cx: &mut Cx<'_>, input: &TagUserInput) -> ApiResult<TagUserOutput> {
    let mut user = users::find(cx, &input.user_name).await?;
    user.tags = tags::merged(&user.tags, &input.tags)?;
    users::save(cx, &user);
    Ok(TagUserOutput {})
}
