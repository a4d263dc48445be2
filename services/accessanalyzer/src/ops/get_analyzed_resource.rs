//! GetAnalyzedResource: a resource as analyzed last, with what its findings say.
//! Ref: <https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_GetAnalyzedResource.html>

use gen_accessanalyzer::{GetAnalyzedResourceInput, GetAnalyzedResourceOutput};
use kernel::{ApiResult, Cx};

use crate::analyzer::{self, Access};
use crate::tables::RESOURCES;
use crate::{errors, scan};

pub(crate) async fn get_analyzed_resource(
    cx: &mut Cx<'_>,
    input: &GetAnalyzedResourceInput,
) -> ApiResult<GetAnalyzedResourceOutput> {
    let analyzer = analyzer::looking_for(cx, &input.analyzer_arn, Access::External).await?;
    let key = (analyzer.number, input.resource_arn.clone());
    let found = cx.get(&RESOURCES, &key).await?;
    let analyzed = found.ok_or_else(|| errors::not_found("Resource", &input.resource_arn))?;
    let findings = scan::of_resource(cx, analyzer.number, &analyzed.arn).await?;
    Ok(GetAnalyzedResourceOutput { resource: Some(analyzed.show(&findings)) })
}
