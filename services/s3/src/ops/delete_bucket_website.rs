//! DeleteBucketWebsite.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_DeleteBucketWebsite.html>

use gen_s3::{DeleteBucketWebsiteInput, DeleteBucketWebsiteOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn delete_bucket_website(
    _cx: &mut Cx<'_>,
    _input: &DeleteBucketWebsiteInput,
) -> ApiResult<DeleteBucketWebsiteOutput> {
    Err(ApiError::not_implemented("s3:DeleteBucketWebsite"))
}
