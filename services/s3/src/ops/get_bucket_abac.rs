//! GetBucketAbac.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_GetBucketAbac.html>

use gen_s3::{GetBucketAbacInput, GetBucketAbacOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_bucket_abac(
    _cx: &mut Cx<'_>,
    _input: &GetBucketAbacInput,
) -> ApiResult<GetBucketAbacOutput> {
    Err(ApiError::not_implemented("s3:GetBucketAbac"))
}
