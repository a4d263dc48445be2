//! GetBucketAccelerateConfiguration: whether transfers are accelerated.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketAccelerateConfiguration.html>

use gen_s3::{
    AccelerateConfiguration, GetBucketAccelerateConfigurationInput,
    GetBucketAccelerateConfigurationOutput,
};
use kernel::{ApiResult, Cx};

use crate::bucket;
use crate::configuration;
use crate::kept::Kept;

pub(crate) async fn get_bucket_accelerate_configuration(
    cx: &mut Cx<'_>,
    input: &GetBucketAccelerateConfigurationInput,
) -> ApiResult<GetBucketAccelerateConfigurationOutput> {
    let bucket = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    let kept = configuration::get::<Kept<AccelerateConfiguration>>(cx, &bucket, "").await?;
    let status = kept.and_then(|kept| kept.0.status);
    Ok(GetBucketAccelerateConfigurationOutput { status, ..Default::default() })
}
