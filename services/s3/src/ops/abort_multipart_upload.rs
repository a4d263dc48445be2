//! AbortMultipartUpload.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_AbortMultipartUpload.html>

use gen_s3::{AbortMultipartUploadInput, AbortMultipartUploadOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn abort_multipart_upload(
    _cx: &mut Cx<'_>,
    _input: &AbortMultipartUploadInput,
) -> ApiResult<AbortMultipartUploadOutput> {
    Err(ApiError::not_implemented("s3:AbortMultipartUpload"))
}
