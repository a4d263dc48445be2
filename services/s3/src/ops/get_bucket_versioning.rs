//! GetBucketVersioning: its state; nothing while it was never set.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketVersioning.html>

use gen_s3::{GetBucketVersioningInput, GetBucketVersioningOutput};
use kernel::{ApiResult, Cx};

use crate::bucket;
use crate::bucket::Versioning;

pub(crate) async fn get_bucket_versioning(
    cx: &mut Cx<'_>,
    input: &GetBucketVersioningInput,
) -> ApiResult<GetBucketVersioningOutput> {
    let bucket = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    let status = match bucket.versioning {
        Versioning::Never => None,
        Versioning::Enabled => Some("Enabled".to_owned()),
        Versioning::Suspended => Some("Suspended".to_owned()),
    };
    let mfa_delete = bucket.mfa_delete.then(|| "Enabled".to_owned());
    Ok(GetBucketVersioningOutput { status, mfa_delete })
}
