//! PutBucketOwnershipControls.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_PutBucketOwnershipControls.html>

use gen_s3::{PutBucketOwnershipControlsInput, PutBucketOwnershipControlsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn put_bucket_ownership_controls(
    _cx: &mut Cx<'_>,
    _input: &PutBucketOwnershipControlsInput,
) -> ApiResult<PutBucketOwnershipControlsOutput> {
    Err(ApiError::not_implemented("s3:PutBucketOwnershipControls"))
}
