//! GetAccessPreview.
//! Ref: <https://docs.aws.amazon.com/accessanalyzer/latest/APIReference/API_GetAccessPreview.html>

use gen_accessanalyzer::{GetAccessPreviewInput, GetAccessPreviewOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_access_preview(
    _cx: &mut Cx<'_>,
    _input: &GetAccessPreviewInput,
) -> ApiResult<GetAccessPreviewOutput> {
    Err(ApiError::not_implemented("accessanalyzer:GetAccessPreview"))
}
