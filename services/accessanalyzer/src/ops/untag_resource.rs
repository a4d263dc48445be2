//! UntagResource: keys that are not there are fine.
//! Ref: <https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_UntagResource.html>

use gen_accessanalyzer::{UntagResourceInput, UntagResourceOutput};
use kernel::{ApiResult, Cx};

use crate::analyzer;
use crate::tables::ANALYZERS;

pub(crate) async fn untag_resource(
    cx: &mut Cx<'_>,
    input: &UntagResourceInput,
) -> ApiResult<UntagResourceOutput> {
    let mut analyzer = analyzer::of_arn(cx, &input.resource_arn).await?;
    analyzer.tags.retain(|(key, _)| !input.tag_keys.contains(key));
    cx.put(&ANALYZERS, &analyzer.name, &analyzer);
    Ok(UntagResourceOutput {})
}
