//! ListRolePolicies: the names of the inline policies of a role.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRolePolicies.html>

use gen_iam::{ListRolePoliciesInput, ListRolePoliciesOutput};
use kernel::{ApiResult, Cx};

use crate::{inline, roles};

pub(crate) async fn list_role_policies(
    cx: &mut Cx<'_>,
    input: &ListRolePoliciesInput,
) -> ApiResult<ListRolePoliciesOutput> {
    let role = roles::find(cx, &input.role_name).await?;
    let page = inline::names(cx, &role, input.marker.as_deref(), input.max_items).await?;
    Ok(ListRolePoliciesOutput {
        policy_names: Some(page.items),
        is_truncated: page.truncated,
        marker: page.marker,
    })
}
