//! ListSSHPublicKeys: the keys of a user, or of whoever calls.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListSSHPublicKeys.html>

use gen_iam::{ListSSHPublicKeysRequest, ListSSHPublicKeysResponse, SSHPublicKeyMetadata};
use kernel::{ApiResult, Cx};

use crate::owned::by_date;
use crate::owner::Owner;
use crate::page::Page;
use crate::ssh_keys;

pub(crate) async fn list_ssh_public_keys(
    cx: &mut Cx<'_>,
    input: &ListSSHPublicKeysRequest,
) -> ApiResult<ListSSHPublicKeysResponse> {
    let owner = Owner::named_or_caller(cx, input.user_name.as_deref()).await?;
    let page = Page::parse(cx, &[&owner.id], input.marker.as_deref(), input.max_items)?;
    let keys = ssh_keys::of_owner(cx, &owner.id).await?;
    let page = page.of_list(cx, keys, |(id, key)| by_date(key.uploaded, id));
    let shown = page.items.into_iter().map(|(id, key)| SSHPublicKeyMetadata {
        user_name: owner.name.clone(),
        ssh_public_key_id: Some(id),
        status: Some(key.status.shown()),
        upload_date: Some(key.uploaded),
    });
    Ok(ListSSHPublicKeysResponse {
        ssh_public_keys: Some(shown.collect()),
        is_truncated: page.truncated,
        marker: page.marker,
    })
}
