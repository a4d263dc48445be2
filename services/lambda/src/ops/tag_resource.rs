//! TagResource: adds tags; the old value of a key gives way.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_TagResource.html>

use gen_lambda::TagResourceRequest;
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::{errors, tagged, tags};

pub(crate) async fn tag_resource(cx: &mut Cx<'_>, input: &TagResourceRequest) -> ApiResult<Empty> {
    if input.tags.is_empty() {
        return Err(errors::invalid("An error occurred and the request cannot be processed."));
    }
    let (thing, before) = tagged::find(cx, &input.resource).await?;
    tagged::set(cx, &thing, tags::merge(&before, &input.tags)?).await?;
    Ok(Empty::default())
}
