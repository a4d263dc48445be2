//! PutObjectRetention.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_PutObjectRetention.html>

use gen_s3::{PutObjectRetentionInput, PutObjectRetentionOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn put_object_retention(
    _cx: &mut Cx<'_>,
    _input: &PutObjectRetentionInput,
) -> ApiResult<PutObjectRetentionOutput> {
    Err(ApiError::not_implemented("s3:PutObjectRetention"))
}
