//! ListTags: the tags of a function or another resource.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_ListTags.html>

use gen_lambda::{ListTagsRequest, ListTagsResponse};
use kernel::{ApiResult, Cx};

use crate::{tagged, tags};

pub(crate) async fn list_tags(
    cx: &mut Cx<'_>,
    input: &ListTagsRequest,
) -> ApiResult<ListTagsResponse> {
    let (_, found) = tagged::find(cx, &input.resource).await?;
    Ok(ListTagsResponse { tags: Some(tags::shown(&found)) })
}
