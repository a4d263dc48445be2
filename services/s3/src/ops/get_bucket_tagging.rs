//! GetBucketTagging: the tags of a bucket.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketTagging.html>

use gen_s3::{GetBucketTaggingInput, GetBucketTaggingOutput};
use kernel::{ApiResult, Cx};

use crate::bucket;
use crate::{refusals, tag_rules};

pub(crate) async fn get_bucket_tagging(
    cx: &mut Cx<'_>,
    input: &GetBucketTaggingInput,
) -> ApiResult<GetBucketTaggingOutput> {
    let bucket = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    if bucket.tags.is_empty() {
        return Err(refusals::no_tag_set(&input.bucket));
    }
    Ok(GetBucketTaggingOutput { tag_set: Some(tag_rules::shown(&bucket.tags)) })
}
