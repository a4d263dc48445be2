//! ListTagsForResource.
//! Ref: <https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_ListTagsForResource.html>

use gen_accessanalyzer::{ListTagsForResourceInput, ListTagsForResourceOutput};
use kernel::{ApiResult, Cx};

use crate::analyzer;

pub(crate) async fn list_tags_for_resource(
    cx: &mut Cx<'_>,
    input: &ListTagsForResourceInput,
) -> ApiResult<ListTagsForResourceOutput> {
    let analyzer = analyzer::of_arn(cx, &input.resource_arn).await?;
    Ok(ListTagsForResourceOutput { tags: Some(analyzer.tags.into_iter().collect()) })
}
