//! ListKeyPolicies: a key has one, called `default`.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_ListKeyPolicies.html>

use gen_kms::{ListKeyPoliciesInput, ListKeyPoliciesOutput};
use kernel::{ApiResult, Cx};

use crate::page::Page;
use crate::{key_lookup, key_policy, limits};

pub(crate) async fn list_key_policies(
    cx: &mut Cx<'_>,
    input: &ListKeyPoliciesInput,
) -> ApiResult<ListKeyPoliciesOutput> {
    let key = key_lookup::find_key(cx, &input.key_id).await?;
    let marker = input.marker.as_deref();
    let page = Page::parse(cx, key.id.as_str(), marker, input.limit, limits::PAGE)?;
    let paged = page.of_list(cx, vec![key_policy::DEFAULT.to_owned()]);
    Ok(ListKeyPoliciesOutput {
        policy_names: Some(paged.items),
        truncated: paged.truncated,
        next_marker: paged.next_marker,
    })
}
