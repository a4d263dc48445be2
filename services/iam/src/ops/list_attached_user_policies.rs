//! ListAttachedUserPolicies: the managed policies of a user, of those below a path.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAttachedUserPolicies.html>

use gen_iam::{ListAttachedUserPoliciesInput, ListAttachedUserPoliciesOutput};
use kernel::{ApiResult, Cx};

use crate::{attachments, users};

pub(crate) async fn list_attached_user_policies(
    cx: &mut Cx<'_>,
    input: &ListAttachedUserPoliciesInput,
) -> ApiResult<ListAttachedUserPoliciesOutput> {
    let user = users::find(cx, &input.user_name).await?;
    let prefix = input.path_prefix.as_deref();
    let marker = input.marker.as_deref();
    let page = attachments::page(cx, &user, prefix, marker, input.max_items).await?;
    Ok(ListAttachedUserPoliciesOutput {
        attached_policies: Some(page.items),
        is_truncated: page.truncated,
        marker: page.marker,
    })
}
