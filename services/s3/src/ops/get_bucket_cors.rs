//! GetBucketCors.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_GetBucketCors.html>

use gen_s3::{GetBucketCorsInput, GetBucketCorsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_bucket_cors(
    _cx: &mut Cx<'_>,
    _input: &GetBucketCorsInput,
) -> ApiResult<GetBucketCorsOutput> {
    Err(ApiError::not_implemented("s3:GetBucketCors"))
}
