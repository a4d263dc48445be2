//! GetBucketWebsite.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_GetBucketWebsite.html>

use gen_s3::{GetBucketWebsiteInput, GetBucketWebsiteOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_bucket_website(
    _cx: &mut Cx<'_>,
    _input: &GetBucketWebsiteInput,
) -> ApiResult<GetBucketWebsiteOutput> {
    Err(ApiError::not_implemented("s3:GetBucketWebsite"))
}
