//! ListGroupPolicies: the names of the inline policies of a group.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListGroupPolicies.html>

use gen_iam::{ListGroupPoliciesInput, ListGroupPoliciesOutput};
use kernel::{ApiResult, Cx};

use crate::{groups, inline};

pub(crate) async fn list_group_policies(
    cx: &mut Cx<'_>,
    input: &ListGroupPoliciesInput,
) -> ApiResult<ListGroupPoliciesOutput> {
    let group = groups::find(cx, &input.group_name).await?;
    let page = inline::names(cx, &group, input.marker.as_deref(), input.max_items).await?;
    Ok(ListGroupPoliciesOutput {
        policy_names: Some(page.items),
        is_truncated: page.truncated,
        marker: page.marker,
    })
}
