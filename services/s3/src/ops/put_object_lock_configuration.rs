//! PutObjectLockConfiguration: switches object lock on, for ever, and says what it gives new versions.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectLockConfiguration.html>

use std::sync::Arc;

use gen_s3::{PutObjectLockConfigurationInput, PutObjectLockConfigurationOutput};
use kernel::{ApiResult, Cx};

use crate::bucket;
use crate::bucket::Versioning;
use crate::{object_lock, refusals};

pub(crate) async fn put_object_lock_configuration(
    cx: &mut Cx<'_>,
    input: &PutObjectLockConfigurationInput,
) -> ApiResult<PutObjectLockConfigurationOutput> {
    let found = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    let mut bucket = Arc::unwrap_or_clone(found);
    let given = input.object_lock_configuration.as_ref().ok_or_else(refusals::malformed_xml)?;
    let lock = object_lock::of_bucket(given)?;
    if bucket.versioning != Versioning::Enabled {
        return Err(refusals::invalid_bucket_state(
            "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration",
        ));
    }
    bucket.lock = Some(lock);
    bucket::save(cx, &bucket);
    Ok(PutObjectLockConfigurationOutput::default())
}
