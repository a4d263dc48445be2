//! PutBucketReplication: which objects are copied where.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketReplication.html>

use std::sync::Arc;

use gen_s3::PutBucketReplicationInput;
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::bucket;
use crate::kept::Kept;
use crate::{configuration, replication};

pub(crate) async fn put_bucket_replication(
    cx: &mut Cx<'_>,
    input: &PutBucketReplicationInput,
) -> ApiResult<Empty> {
    let found = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    let mut bucket = Arc::unwrap_or_clone(found);
    let checked = replication::check(&input.replication_configuration, cx.random())?;
    replication::check_buckets(cx, &bucket, &checked).await?;
    configuration::put(cx, &bucket, "", &Kept(checked))?;
    bucket.configured.replication = true;
    bucket::save(cx, &bucket);
    Ok(Empty::default())
}
