//! ListAccessPreviews: the latest first.
//! Ref: <https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_ListAccessPreviews.html>

use gen_accessanalyzer::{ListAccessPreviewsInput, ListAccessPreviewsOutput};
use kernel::{ApiResult, Cx};

use crate::tables::PREVIEWS;
use crate::{analyzer, limits, page};

pub(crate) async fn list_access_previews(
    cx: &mut Cx<'_>,
    input: &ListAccessPreviewsInput,
) -> ApiResult<ListAccessPreviewsOutput> {
    let analyzer = analyzer::of_arn(cx, &input.analyzer_arn).await?;
    let range = cx.rows(&PREVIEWS).prefix(&analyzer.number);
    let rows = cx.range(&PREVIEWS, &range, limits::FINDINGS).await?;
    let mut all: Vec<_> = rows.into_iter().map(|(_, preview)| preview).collect();
    all.sort_by(|a, b| b.created_at.cmp(&a.created_at).then_with(|| a.id.cmp(&b.id)));
    let token = input.next_token.as_deref();
    let (page, next_token) = page::cut(cx, &[&analyzer.name], all, input.max_results, token)?;
    let previews = page.iter().map(|preview| preview.summary(&input.analyzer_arn)).collect();
    Ok(ListAccessPreviewsOutput { access_previews: Some(previews), next_token })
}
