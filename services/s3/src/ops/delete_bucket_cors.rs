//! DeleteBucketCors.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_DeleteBucketCors.html>

use gen_s3::{DeleteBucketCorsInput, DeleteBucketCorsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn delete_bucket_cors(
    _cx: &mut Cx<'_>,
    _input: &DeleteBucketCorsInput,
) -> ApiResult<DeleteBucketCorsOutput> {
    Err(ApiError::not_implemented("s3:DeleteBucketCors"))
}
