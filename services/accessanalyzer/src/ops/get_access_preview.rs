//! GetAccessPreview.
//! Ref: <https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_GetAccessPreview.html>

use gen_accessanalyzer::{GetAccessPreviewInput, GetAccessPreviewOutput};
use kernel::{ApiResult, Cx};

use crate::{analyzer, preview};

pub(crate) async fn get_access_preview(
    cx: &mut Cx<'_>,
    input: &GetAccessPreviewInput,
) -> ApiResult<GetAccessPreviewOutput> {
    let analyzer = analyzer::of_arn(cx, &input.analyzer_arn).await?;
    let preview = preview::of_id(cx, &analyzer, &input.access_preview_id).await?;
    Ok(GetAccessPreviewOutput { access_preview: Some(preview.show(&input.analyzer_arn)) })
}
