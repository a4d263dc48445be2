//! TagResource: analyzers have tags.
//! Ref: <https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_TagResource.html>

use gen_accessanalyzer::{TagResourceInput, TagResourceOutput};
use kernel::{ApiResult, Cx, tagging};

use crate::tables::ANALYZERS;
use crate::{analyzer, errors};

pub(crate) async fn tag_resource(
    cx: &mut Cx<'_>,
    input: &TagResourceInput,
) -> ApiResult<TagResourceOutput> {
    let mut analyzer = analyzer::of_arn(cx, &input.resource_arn).await?;
    let tags = analyzer.tags.iter().cloned().collect();
    let merged = tagging::merge(&tags, &input.tags)
        .map_err(|error| errors::field("tags", error.to_string()))?;
    analyzer.tags = merged.into_iter().collect();
    cx.put(&ANALYZERS, &analyzer.name, &analyzer);
    Ok(TagResourceOutput {})
}
