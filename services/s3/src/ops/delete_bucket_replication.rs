//! DeleteBucketReplication: nothing is copied from now on.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketReplication.html>

use std::sync::Arc;

use gen_s3::{DeleteBucketReplicationInput, ReplicationConfiguration};
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::bucket;
use crate::configuration;
use crate::kept::Kept;

pub(crate) async fn delete_bucket_replication(
    cx: &mut Cx<'_>,
    input: &DeleteBucketReplicationInput,
) -> ApiResult<Empty> {
    let found = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    let mut bucket = Arc::unwrap_or_clone(found);
    configuration::delete::<Kept<ReplicationConfiguration>>(cx, &bucket, "");
    bucket.configured.replication = false;
    bucket::save(cx, &bucket);
    Ok(Empty::default())
}
