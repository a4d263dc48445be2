//! CreateServiceLinkedAnalyzer: for services of the cloud, which manage it; nobody else may.
//! Ref: <https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_CreateServiceLinkedAnalyzer.html>

use gen_accessanalyzer::{CreateServiceLinkedAnalyzerInput, CreateServiceLinkedAnalyzerOutput};
use kernel::{ApiResult, Cx};
use schema::VecMap;

use crate::create::{self, Asked};

pub(crate) async fn create_service_linked_analyzer(
    cx: &mut Cx<'_>,
    input: &CreateServiceLinkedAnalyzerInput,
) -> ApiResult<CreateServiceLinkedAnalyzerOutput> {
    let service = create::managing_service(cx)?;
    let asked = Asked {
        // Names that begin so are given to nobody else.
        name: format!("_{service}-{}", input.r#type),
        kind: &input.r#type,
        rules: input.archive_rules.as_deref().unwrap_or_default(),
        tags: VecMap::new(),
        configuration: input.configuration.as_ref(),
        token: input.client_token.as_deref(),
        managed_by: Some(service),
    };
    let arn = create::analyzer(cx, asked).await?;
    Ok(CreateServiceLinkedAnalyzerOutput { arn: Some(arn) })
}
