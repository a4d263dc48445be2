//! ListAnalyzers: by name, of one type if asked for.
//! Ref: <https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_ListAnalyzers.html>

use gen_accessanalyzer::{ListAnalyzersInput, ListAnalyzersOutput};
use kernel::{ApiResult, Cx};

use crate::{analyzer, page};

pub(crate) async fn list_analyzers(
    cx: &mut Cx<'_>,
    input: &ListAnalyzersInput,
) -> ApiResult<ListAnalyzersOutput> {
    let mut all = analyzer::all(cx).await?;
    let kind = input.r#type.as_deref();
    all.retain(|analyzer| kind.is_none_or(|kind| analyzer.kind.name() == kind));
    let token = input.next_token.as_deref();
    let (all, next_token) =
        page::cut(cx, &[kind.unwrap_or_default()], all, input.max_results, token)?;
    let mut analyzers = Vec::new();
    for analyzer in all {
        analyzers.push(analyzer.show(cx).await?);
    }
    Ok(ListAnalyzersOutput { analyzers: Some(analyzers), next_token })
}
