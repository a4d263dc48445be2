//! PutBucketVersioning.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_PutBucketVersioning.html>

use gen_s3::{PutBucketVersioningInput, PutBucketVersioningOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn put_bucket_versioning(
    _cx: &mut Cx<'_>,
    _input: &PutBucketVersioningInput,
) -> ApiResult<PutBucketVersioningOutput> {
    Err(ApiError::not_implemented("s3:PutBucketVersioning"))
}
