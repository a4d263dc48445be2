//! UntagResource: removes tags; keys that are not there do not matter.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_UntagResource.html>

use gen_lambda::UntagResourceRequest;
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::{tagged, tags};

pub(crate) async fn untag_resource(
    cx: &mut Cx<'_>,
    input: &UntagResourceRequest,
) -> ApiResult<Empty> {
    let (thing, before) = tagged::find(cx, &input.resource).await?;
    tagged::set(cx, &thing, tags::without(&before, &input.tag_keys)).await?;
    Ok(Empty::default())
}
