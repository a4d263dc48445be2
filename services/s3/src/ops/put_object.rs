//! PutObject.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_PutObject.html>

use gen_s3::{PutObjectInput, PutObjectOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn put_object(
    _cx: &mut Cx<'_>,
    _input: &PutObjectInput,
) -> ApiResult<PutObjectOutput> {
    Err(ApiError::not_implemented("s3:PutObject"))
}
