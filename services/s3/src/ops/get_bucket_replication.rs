//! GetBucketReplication: which objects are copied where.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketReplication.html>

use gen_s3::{GetBucketReplicationInput, GetBucketReplicationOutput, ReplicationConfiguration};
use kernel::{ApiResult, Cx};

use crate::bucket;
use crate::kept::Kept;
use crate::{configuration, refusals};

pub(crate) async fn get_bucket_replication(
    cx: &mut Cx<'_>,
    input: &GetBucketReplicationInput,
) -> ApiResult<GetBucketReplicationOutput> {
    let bucket = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    let kept = configuration::get::<Kept<ReplicationConfiguration>>(cx, &bucket, "").await?;
    let kept = kept.ok_or_else(|| refusals::no_replication(&input.bucket))?;
    Ok(GetBucketReplicationOutput { replication_configuration: Some(kept.0) })
}
