//! ListAnalyzedResources: by ARN, of one type if asked for.
//! Ref: <https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_ListAnalyzedResources.html>

use gen_accessanalyzer::{ListAnalyzedResourcesInput, ListAnalyzedResourcesOutput};
use kernel::{ApiResult, Cx};

use crate::analyzer::{self, Access};
use crate::resource::Analyzed;
use crate::tables::RESOURCES;
use crate::{limits, page};

pub(crate) async fn list_analyzed_resources(
    cx: &mut Cx<'_>,
    input: &ListAnalyzedResourcesInput,
) -> ApiResult<ListAnalyzedResourcesOutput> {
    let analyzer = analyzer::looking_for(cx, &input.analyzer_arn, Access::External).await?;
    let range = cx.rows(&RESOURCES).prefix(&analyzer.number);
    let rows = cx.range(&RESOURCES, &range, limits::RESOURCES).await?;
    let kind = input.resource_type.as_deref();
    let all: Vec<Analyzed> = rows
        .into_iter()
        .map(|(_, analyzed)| analyzed)
        .filter(|analyzed| kind.is_none_or(|kind| analyzed.kind == kind))
        .collect();
    let bound = [analyzer.name.as_str(), kind.unwrap_or_default()];
    let token = input.next_token.as_deref();
    let (page, next_token) = page::cut(cx, &bound, all, input.max_results, token)?;
    let resources = page.iter().map(Analyzed::summary).collect();
    Ok(ListAnalyzedResourcesOutput { analyzed_resources: Some(resources), next_token })
}
