//! CompleteMultipartUpload.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_CompleteMultipartUpload.html>

use gen_s3::{CompleteMultipartUploadInput, CompleteMultipartUploadOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn complete_multipart_upload(
    _cx: &mut Cx<'_>,
    _input: &CompleteMultipartUploadInput,
) -> ApiResult<CompleteMultipartUploadOutput> {
    Err(ApiError::not_implemented("s3:CompleteMultipartUpload"))
}
