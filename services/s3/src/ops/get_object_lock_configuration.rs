//! GetObjectLockConfiguration: the object lock of a bucket, and what it gives new versions.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectLockConfiguration.html>

use gen_s3::{GetObjectLockConfigurationInput, GetObjectLockConfigurationOutput};
use kernel::{ApiResult, Cx};

use crate::bucket;
use crate::refusals;

pub(crate) async fn get_object_lock_configuration(
    cx: &mut Cx<'_>,
    input: &GetObjectLockConfigurationInput,
) -> ApiResult<GetObjectLockConfigurationOutput> {
    let bucket = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    let lock = bucket.lock.ok_or_else(|| refusals::no_object_lock(&input.bucket))?;
    Ok(GetObjectLockConfigurationOutput { object_lock_configuration: Some(lock.shown()) })
}
