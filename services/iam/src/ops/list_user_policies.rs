//! ListUserPolicies: the names of the inline policies of a user.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListUserPolicies.html>

use gen_iam::{ListUserPoliciesInput, ListUserPoliciesOutput};
use kernel::{ApiResult, Cx};

use crate::{inline, users};

pub(crate) async fn list_user_policies(
    cx: &mut Cx<'_>,
    input: &ListUserPoliciesInput,
) -> ApiResult<ListUserPoliciesOutput> {
    let user = users::find(cx, &input.user_name).await?;
    let page = inline::names(cx, &user, input.marker.as_deref(), input.max_items).await?;
    Ok(ListUserPoliciesOutput {
        policy_names: Some(page.items),
        is_truncated: page.truncated,
        marker: page.marker,
    })
}
