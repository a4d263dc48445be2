//! ListAttachedGroupPolicies: the managed policies of a group, of those below a path.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAttachedGroupPolicies.html>

use gen_iam::{ListAttachedGroupPoliciesInput, ListAttachedGroupPoliciesOutput};
use kernel::{ApiResult, Cx};

use crate::{attachments, groups};

pub(crate) async fn list_attached_group_policies(
    cx: &mut Cx<'_>,
    input: &ListAttachedGroupPoliciesInput,
) -> ApiResult<ListAttachedGroupPoliciesOutput> {
    let group = groups::find(cx, &input.group_name).await?;
    let prefix = input.path_prefix.as_deref();
    let marker = input.marker.as_deref();
    let page = attachments::page(cx, &group, prefix, marker, input.max_items).await?;
    Ok(ListAttachedGroupPoliciesOutput {
        attached_policies: Some(page.items),
        is_truncated: page.truncated,
        marker: page.marker,
    })
}
