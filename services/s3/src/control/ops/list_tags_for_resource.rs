//! ListTagsForResource: the tags of a bucket or an access point, none being no error here.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_ListTagsForResource.html>

use gen_s3control::{ListTagsForResourceInput, ListTagsForResourceOutput};
use kernel::{ApiResult, Cx};

use crate::control::tag_changes::{self, Tagged};

pub(crate) async fn list_tags_for_resource(
    cx: &mut Cx<'_>,
    input: &ListTagsForResourceInput,
) -> ApiResult<ListTagsForResourceOutput> {
    let resource = Tagged::find(cx, &input.resource_arn).await?;
    Ok(ListTagsForResourceOutput { tags: Some(tag_changes::shown(resource.tags())) })
}
