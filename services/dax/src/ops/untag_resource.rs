//! UntagResource: tags of a cluster are taken away.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_dax_UntagResource.html>

use gen_dax::{UntagResourceRequest, UntagResourceResponse};
use kernel::{ApiResult, Cx};

use crate::{cluster, tags};

pub(super) async fn untag_resource(
    cx: &mut Cx<'_>,
    input: &UntagResourceRequest,
) -> ApiResult<UntagResourceResponse> {
    let mut row = cluster::by_arn(cx, &input.resource_name).await?;
    for key in &input.tag_keys {
        let before = row.tags.len();
        row.tags.retain(|(known, _)| known != key);
        if row.tags.len() == before {
            return Err(gen_dax::errors::tag_not_found_fault(format!("Tag not found: {key}")));
        }
    }
    cluster::put(cx, &row);
    Ok(UntagResourceResponse { tags: Some(tags::shown(&row.tags)) })
}
