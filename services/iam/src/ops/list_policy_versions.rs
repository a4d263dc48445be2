//! ListPolicyVersions: the versions of a managed policy, newest first, without documents.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListPolicyVersions.html>

use gen_iam::{ListPolicyVersionsInput, ListPolicyVersionsOutput};
use kernel::{ApiResult, Cx};

use crate::page::Page;
use crate::policies;

pub(crate) async fn list_policy_versions(
    cx: &mut Cx<'_>,
    input: &ListPolicyVersionsInput,
) -> ApiResult<ListPolicyVersionsOutput> {
    let policy = policies::find(cx, &input.policy_arn).await?;
    let versions = policies::listed_versions(cx, &policy).await?;
    let page = Page::parse(cx, &[&input.policy_arn], input.marker.as_deref(), input.max_items)?;
    let page = page.of_list(cx, versions, policies::newest_first);
    Ok(ListPolicyVersionsOutput {
        versions: Some(page.items),
        is_truncated: page.truncated,
        marker: page.marker,
    })
}
