//! GetBucketLifecycleConfiguration: when objects change their class, and when they go.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLifecycleConfiguration.html>

use gen_s3::{GetBucketLifecycleConfigurationInput, GetBucketLifecycleConfigurationOutput};
use kernel::{ApiResult, Cx};

use crate::bucket;
use crate::{lifecycle, refusals};

pub(crate) async fn get_bucket_lifecycle_configuration(
    cx: &mut Cx<'_>,
    input: &GetBucketLifecycleConfigurationInput,
) -> ApiResult<GetBucketLifecycleConfigurationOutput> {
    let bucket = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    let lifecycle = lifecycle::of_bucket(cx, &bucket).await?;
    let lifecycle = lifecycle.ok_or_else(|| refusals::no_lifecycle(&input.bucket))?;
    Ok(GetBucketLifecycleConfigurationOutput {
        rules: Some(lifecycle.document.0.rules),
        transition_default_minimum_object_size: Some(lifecycle.smallest.as_str().to_owned()),
    })
}
