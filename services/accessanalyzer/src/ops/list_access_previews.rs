//! ListAccessPreviews.
//! Ref: <https://docs.aws.amazon.com/accessanalyzer/latest/APIReference/API_ListAccessPreviews.html>

use gen_accessanalyzer::{ListAccessPreviewsInput, ListAccessPreviewsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_access_previews(
    _cx: &mut Cx<'_>,
    _input: &ListAccessPreviewsInput,
) -> ApiResult<ListAccessPreviewsOutput> {
    Err(ApiError::not_implemented("accessanalyzer:ListAccessPreviews"))
}
