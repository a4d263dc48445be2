//! PutBucketWebsite.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_PutBucketWebsite.html>

use gen_s3::{PutBucketWebsiteInput, PutBucketWebsiteOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn put_bucket_website(
    _cx: &mut Cx<'_>,
    _input: &PutBucketWebsiteInput,
) -> ApiResult<PutBucketWebsiteOutput> {
    Err(ApiError::not_implemented("s3:PutBucketWebsite"))
}
