//! HeadBucket.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_HeadBucket.html>

use gen_s3::{HeadBucketInput, HeadBucketOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn head_bucket(
    _cx: &mut Cx<'_>,
    _input: &HeadBucketInput,
) -> ApiResult<HeadBucketOutput> {
    Err(ApiError::not_implemented("s3:HeadBucket"))
}
