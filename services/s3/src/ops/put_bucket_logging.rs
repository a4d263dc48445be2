//! PutBucketLogging.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_PutBucketLogging.html>

use gen_s3::{PutBucketLoggingInput, PutBucketLoggingOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn put_bucket_logging(
    _cx: &mut Cx<'_>,
    _input: &PutBucketLoggingInput,
) -> ApiResult<PutBucketLoggingOutput> {
    Err(ApiError::not_implemented("s3:PutBucketLogging"))
}
