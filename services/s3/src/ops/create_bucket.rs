//! CreateBucket.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_CreateBucket.html>

use gen_s3::{CreateBucketInput, CreateBucketOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn create_bucket(
    _cx: &mut Cx<'_>,
    _input: &CreateBucketInput,
) -> ApiResult<CreateBucketOutput> {
    Err(ApiError::not_implemented("s3:CreateBucket"))
}
