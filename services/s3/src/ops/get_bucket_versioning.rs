//! GetBucketVersioning.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_GetBucketVersioning.html>

use gen_s3::{GetBucketVersioningInput, GetBucketVersioningOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_bucket_versioning(
    _cx: &mut Cx<'_>,
    _input: &GetBucketVersioningInput,
) -> ApiResult<GetBucketVersioningOutput> {
    Err(ApiError::not_implemented("s3:GetBucketVersioning"))
}
