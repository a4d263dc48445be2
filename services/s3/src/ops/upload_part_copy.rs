//! UploadPartCopy.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_UploadPartCopy.html>

use gen_s3::{UploadPartCopyInput, UploadPartCopyOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn upload_part_copy(
    _cx: &mut Cx<'_>,
    _input: &UploadPartCopyInput,
) -> ApiResult<UploadPartCopyOutput> {
    Err(ApiError::not_implemented("s3:UploadPartCopy"))
}
