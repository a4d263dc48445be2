//! CreateAccessPreview.
//! Ref: <https://docs.aws.amazon.com/accessanalyzer/latest/APIReference/API_CreateAccessPreview.html>

use gen_accessanalyzer::{CreateAccessPreviewInput, CreateAccessPreviewOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn create_access_preview(
    _cx: &mut Cx<'_>,
    _input: &CreateAccessPreviewInput,
) -> ApiResult<CreateAccessPreviewOutput> {
    Err(ApiError::not_implemented("accessanalyzer:CreateAccessPreview"))
}
