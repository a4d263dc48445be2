//! ListTags: the tags of a cluster.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_dax_ListTags.html>

use gen_dax::{ListTagsRequest, ListTagsResponse};
use kernel::{ApiResult, Cx};

use crate::{cluster, page, tags};

pub(super) async fn list_tags(
    cx: &mut Cx<'_>,
    input: &ListTagsRequest,
) -> ApiResult<ListTagsResponse> {
    let row = cluster::by_arn(cx, &input.resource_name).await?;
    let all = tags::shown(&row.tags);
    let (all, next_token) = page::cut(cx, all, None, input.next_token.as_deref())?;
    Ok(ListTagsResponse { tags: Some(all), next_token })
}
