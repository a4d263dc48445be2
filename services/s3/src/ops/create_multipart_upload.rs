//! CreateMultipartUpload.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_CreateMultipartUpload.html>

use gen_s3::{CreateMultipartUploadInput, CreateMultipartUploadOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn create_multipart_upload(
    _cx: &mut Cx<'_>,
    _input: &CreateMultipartUploadInput,
) -> ApiResult<CreateMultipartUploadOutput> {
    Err(ApiError::not_implemented("s3:CreateMultipartUpload"))
}
