//! ListAttachedRolePolicies: the managed policies of a role, of those below a path.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAttachedRolePolicies.html>

use gen_iam::{ListAttachedRolePoliciesInput, ListAttachedRolePoliciesOutput};
use kernel::{ApiResult, Cx};

use crate::{attachments, roles};

pub(crate) async fn list_attached_role_policies(
    cx: &mut Cx<'_>,
    input: &ListAttachedRolePoliciesInput,
) -> ApiResult<ListAttachedRolePoliciesOutput> {
    let role = roles::find(cx, &input.role_name).await?;
    let prefix = input.path_prefix.as_deref();
    let marker = input.marker.as_deref();
    let page = attachments::page(cx, &role, prefix, marker, input.max_items).await?;
    Ok(ListAttachedRolePoliciesOutput {
        attached_policies: Some(page.items),
        is_truncated: page.truncated,
        marker: page.marker,
    })
}
