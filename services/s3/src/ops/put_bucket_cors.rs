//! PutBucketCors.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_PutBucketCors.html>

use gen_s3::{PutBucketCorsInput, PutBucketCorsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn put_bucket_cors(
    _cx: &mut Cx<'_>,
    _input: &PutBucketCorsInput,
) -> ApiResult<PutBucketCorsOutput> {
    Err(ApiError::not_implemented("s3:PutBucketCors"))
}
