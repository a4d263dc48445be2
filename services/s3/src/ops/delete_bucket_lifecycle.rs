//! DeleteBucketLifecycle: objects stay as they are from now on.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketLifecycle.html>

use std::sync::Arc;

use gen_s3::DeleteBucketLifecycleInput;
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::bucket;
use crate::configuration;
use crate::lifecycle::{Lifecycle, run};

pub(crate) async fn delete_bucket_lifecycle(
    cx: &mut Cx<'_>,
    input: &DeleteBucketLifecycleInput,
) -> ApiResult<Empty> {
    let found = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    let mut bucket = Arc::unwrap_or_clone(found);
    configuration::delete::<Lifecycle>(cx, &bucket, "");
    bucket.configured.lifecycle = false;
    bucket::save(cx, &bucket);
    run::call_off(cx, &bucket).await?;
    Ok(Empty::default())
}
