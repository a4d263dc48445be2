//! TagResource: tags for a cluster; the old value of a key gives way.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_dax_TagResource.html>

use gen_dax::{TagResourceRequest, TagResourceResponse};
use kernel::{ApiResult, Cx};

use crate::{cluster, tags};

pub(super) async fn tag_resource(
    cx: &mut Cx<'_>,
    input: &TagResourceRequest,
) -> ApiResult<TagResourceResponse> {
    let mut row = cluster::by_arn(cx, &input.resource_name).await?;
    row.tags = tags::with(&row.tags, &input.tags)?;
    cluster::put(cx, &row);
    Ok(TagResourceResponse { tags: Some(tags::shown(&row.tags)) })
}
