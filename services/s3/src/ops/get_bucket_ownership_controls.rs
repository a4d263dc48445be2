//! GetBucketOwnershipControls.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_GetBucketOwnershipControls.html>

use gen_s3::{GetBucketOwnershipControlsInput, GetBucketOwnershipControlsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_bucket_ownership_controls(
    _cx: &mut Cx<'_>,
    _input: &GetBucketOwnershipControlsInput,
) -> ApiResult<GetBucketOwnershipControlsOutput> {
    Err(ApiError::not_implemented("s3:GetBucketOwnershipControls"))
}
