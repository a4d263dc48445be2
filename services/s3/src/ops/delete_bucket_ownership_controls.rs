//! DeleteBucketOwnershipControls.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_DeleteBucketOwnershipControls.html>

use gen_s3::{DeleteBucketOwnershipControlsInput, DeleteBucketOwnershipControlsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn delete_bucket_ownership_controls(
    _cx: &mut Cx<'_>,
    _input: &DeleteBucketOwnershipControlsInput,
) -> ApiResult<DeleteBucketOwnershipControlsOutput> {
    Err(ApiError::not_implemented("s3:DeleteBucketOwnershipControls"))
}
