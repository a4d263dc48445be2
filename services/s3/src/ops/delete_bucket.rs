//! DeleteBucket.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_DeleteBucket.html>

use gen_s3::{DeleteBucketInput, DeleteBucketOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn delete_bucket(
    _cx: &mut Cx<'_>,
    _input: &DeleteBucketInput,
) -> ApiResult<DeleteBucketOutput> {
    Err(ApiError::not_implemented("s3:DeleteBucket"))
}
