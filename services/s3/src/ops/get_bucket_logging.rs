//! GetBucketLogging.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_GetBucketLogging.html>

use gen_s3::{GetBucketLoggingInput, GetBucketLoggingOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_bucket_logging(
    _cx: &mut Cx<'_>,
    _input: &GetBucketLoggingInput,
) -> ApiResult<GetBucketLoggingOutput> {
    Err(ApiError::not_implemented("s3:GetBucketLogging"))
}
