//! ListPolicyGenerations: of the last seven days, the latest first; of one principal if asked for.
//! Ref: <https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_ListPolicyGenerations.html>

use gen_accessanalyzer::{ListPolicyGenerationsInput, ListPolicyGenerationsOutput};
use kernel::{ApiResult, Cx};

use crate::generation::{self, Generation};
use crate::page;

pub(crate) async fn list_policy_generations(
    cx: &mut Cx<'_>,
    input: &ListPolicyGenerationsInput,
) -> ApiResult<ListPolicyGenerationsOutput> {
    let mut all = generation::all(cx).await?;
    let principal = input.principal_arn.as_deref();
    all.retain(|generation| principal.is_none_or(|arn| generation.principal == arn));
    let token = input.next_token.as_deref();
    let bound = [principal.unwrap_or_default()];
    let (page, next_token) = page::cut(cx, &bound, all, input.max_results, token)?;
    let generations = page.iter().map(Generation::summary).collect();
    Ok(ListPolicyGenerationsOutput { policy_generations: Some(generations), next_token })
}
