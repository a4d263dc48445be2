//! ListMultipartUploads.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_ListMultipartUploads.html>

use gen_s3::{ListMultipartUploadsInput, ListMultipartUploadsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_multipart_uploads(
    _cx: &mut Cx<'_>,
    _input: &ListMultipartUploadsInput,
) -> ApiResult<ListMultipartUploadsOutput> {
    Err(ApiError::not_implemented("s3:ListMultipartUploads"))
}
