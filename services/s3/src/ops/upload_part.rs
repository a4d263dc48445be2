//! UploadPart.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_UploadPart.html>

use gen_s3::{UploadPartInput, UploadPartOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn upload_part(
    _cx: &mut Cx<'_>,
    _input: &UploadPartInput,
) -> ApiResult<UploadPartOutput> {
    Err(ApiError::not_implemented("s3:UploadPart"))
}
