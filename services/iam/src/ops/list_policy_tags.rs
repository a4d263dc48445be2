//! ListPolicyTags: the tags of a managed policy, by key.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListPolicyTags.html>

use gen_iam::{ListPolicyTagsInput, ListPolicyTagsOutput};
use kernel::{ApiResult, Cx};

use crate::policies::{self, Managed};
use crate::tags;

pub(crate) async fn list_policy_tags(
    cx: &mut Cx<'_>,
    input: &ListPolicyTagsInput,
) -> ApiResult<ListPolicyTagsOutput> {
    let tags = match policies::find(cx, &input.policy_arn).await? {
        Managed::Own(policy) => policy.tags,
        Managed::Aws(_) => Vec::new(),
    };
    let marker = input.marker.as_deref();
    let page = tags::page(cx, &tags, &input.policy_arn, marker, input.max_items)?;
    Ok(ListPolicyTagsOutput {
        tags: Some(page.items),
        is_truncated: page.truncated,
        marker: page.marker,
    })
}
