//! UntagResource: takes tags off a bucket or an access point. Those that it does not have do not matter.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_UntagResource.html>

use gen_s3control::{UntagResourceInput, UntagResourceOutput};
use kernel::{ApiResult, Cx};

use crate::control::tag_changes::Tagged;

pub(crate) async fn untag_resource(
    cx: &mut Cx<'_>,
    input: &UntagResourceInput,
) -> ApiResult<UntagResourceOutput> {
    let resource = Tagged::find(cx, &input.resource_arn).await?;
    let mut tags = resource.tags().to_vec();
    tags.retain(|(key, _)| !input.tag_keys.contains(key));
    resource.put(cx, tags);
    Ok(UntagResourceOutput::default())
}
