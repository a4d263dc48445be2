//! PutBucketVersioning: switches it on or suspends it, and ties deletions to a second factor.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketVersioning.html>

use std::sync::Arc;

use gen_s3::PutBucketVersioningInput;
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::bucket;
use crate::bucket::Versioning;
use crate::{mfa_delete, refusals};

pub(crate) async fn put_bucket_versioning(
    cx: &mut Cx<'_>,
    input: &PutBucketVersioningInput,
) -> ApiResult<Empty> {
    let found = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    let mut bucket = Arc::unwrap_or_clone(found);
    let given = &input.versioning_configuration;
    let mfa_delete = match given.mfa_delete.as_deref() {
        None => bucket.mfa_delete,
        Some("Enabled") => true,
        Some("Disabled") => false,
        Some(_) => return Err(refusals::malformed_xml()),
    };
    let versioning = match given.status.as_deref() {
        Some("Enabled") => Versioning::Enabled,
        Some("Suspended") => Versioning::Suspended,
        Some(_) => return Err(refusals::malformed_xml()),
        None => return Err(refusals::no_versioning_status()),
    };
    if bucket.mfa_delete || mfa_delete {
        mfa_delete::require(cx, &bucket, input.mfa.as_deref()).await?;
    }
    if versioning == Versioning::Suspended {
        if bucket.lock.is_some() {
            return Err(refusals::invalid_bucket_state(
                "An Object Lock configuration is present on this bucket, so the versioning state cannot be changed.",
            ));
        }
        if bucket.configured.replication {
            return Err(refusals::invalid_bucket_state(
                "A replication configuration is present on this bucket, so the versioning state cannot be changed.",
            ));
        }
    }
    bucket.versioning = versioning;
    bucket.mfa_delete = mfa_delete;
    bucket::save(cx, &bucket);
    Ok(Empty::default())
}
