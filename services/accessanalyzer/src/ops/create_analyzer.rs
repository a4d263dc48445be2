//! CreateAnalyzer: the first scan begins at once.
//! Ref: <https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_CreateAnalyzer.html>

use gen_accessanalyzer::{CreateAnalyzerInput, CreateAnalyzerOutput};
use kernel::{ApiResult, Cx};

use crate::create::{self, Asked};

pub(crate) async fn create_analyzer(
    cx: &mut Cx<'_>,
    input: &CreateAnalyzerInput,
) -> ApiResult<CreateAnalyzerOutput> {
    let asked = Asked {
        name: input.analyzer_name.clone(),
        kind: &input.r#type,
        rules: input.archive_rules.as_deref().unwrap_or_default(),
        tags: input.tags.clone().unwrap_or_default(),
        configuration: input.configuration.as_ref(),
        token: input.client_token.as_deref(),
        managed_by: None,
    };
    let arn = create::analyzer(cx, asked).await?;
    Ok(CreateAnalyzerOutput { arn: Some(arn) })
}
