//! TagResource: adds tags to a bucket or an access point.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_TagResource.html>

use gen_s3control::{TagResourceInput, TagResourceOutput};
use kernel::{ApiResult, Cx};

use crate::control::tag_changes::{self, Tagged};

pub(crate) async fn tag_resource(
    cx: &mut Cx<'_>,
    input: &TagResourceInput,
) -> ApiResult<TagResourceOutput> {
    let added = tag_changes::check(&input.tags)?;
    let resource = Tagged::find(cx, &input.resource_arn).await?;
    let tags = tag_changes::merge(resource.tags(), added)?;
    resource.put(cx, tags);
    Ok(TagResourceOutput::default())
}
