//! ListAccessKeys: the keys of a user, or of whoever calls, without their secrets.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAccessKeys.html>

use gen_iam::{AccessKeyMetadata, ListAccessKeysRequest, ListAccessKeysResponse};
use kernel::{ApiResult, Cx};

use crate::access_keys;
use crate::owned::by_date;
use crate::owner::Owner;
use crate::page::Page;

pub(crate) async fn list_access_keys(
    cx: &mut Cx<'_>,
    input: &ListAccessKeysRequest,
) -> ApiResult<ListAccessKeysResponse> {
    let owner = Owner::named_or_caller(cx, input.user_name.as_deref()).await?;
    let page = Page::parse(cx, &[&owner.id], input.marker.as_deref(), input.max_items)?;
    let keys = access_keys::of_owner(cx, &owner.id).await?;
    let page = page.of_list(cx, keys, |(id, key)| by_date(key.created, id));
    let shown = page.items.into_iter().map(|(id, key)| AccessKeyMetadata {
        user_name: owner.name.clone(),
        access_key_id: Some(id),
        status: Some(key.status.shown()),
        create_date: Some(key.created),
    });
    Ok(ListAccessKeysResponse {
        access_key_metadata: Some(shown.collect()),
        is_truncated: page.truncated,
        marker: page.marker,
    })
}
