//! CopyObject.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_CopyObject.html>

use gen_s3::{CopyObjectInput, CopyObjectOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn copy_object(
    _cx: &mut Cx<'_>,
    _input: &CopyObjectInput,
) -> ApiResult<CopyObjectOutput> {
    Err(ApiError::not_implemented("s3:CopyObject"))
}
