//! UntagUser: tags of a user go; keys that are not there are fine.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagUser.html>

use gen_iam::{UntagUserInput, UntagUserOutput};
use kernel::{ApiResult, Cx};

use crate::{tags, users};

pub(crate) async fn untag_user(
    cx: &mut Cx<'_>,
    input: &UntagUserInput,
) -> ApiResult<UntagUserOutput> {
    let mut user = users::find(cx, &input.user_name).await?;
    user.tags = tags::without(&user.tags, &input.tag_keys);
    users::save(cx, &user);
    Ok(UntagUserOutput {})
}
