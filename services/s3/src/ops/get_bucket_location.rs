//! GetBucketLocation.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_GetBucketLocation.html>

use gen_s3::{GetBucketLocationInput, GetBucketLocationOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_bucket_location(
    _cx: &mut Cx<'_>,
    _input: &GetBucketLocationInput,
) -> ApiResult<GetBucketLocationOutput> {
    Err(ApiError::not_implemented("s3:GetBucketLocation"))
}
