//! ListKeys: ids and ARNs of the account's keys in the region.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_ListKeys.html>

use gen_kms::{KeyListEntry, ListKeysInput, ListKeysOutput};
use kernel::{ApiResult, Cx};

use crate::key_id::KeyId;
use crate::limits;
use crate::page::Page;
use crate::tables::KEYS;

pub(crate) async fn list_keys(cx: &mut Cx<'_>, input: &ListKeysInput) -> ApiResult<ListKeysOutput> {
    let owners = input.resource_owners.as_deref();
    // Nothing is shared by RAM: there are no other accounts' keys to list.
    if owners.is_some_and(|owners| !owners.iter().any(|owner| owner == "SELF")) {
        let keys = Some(Vec::new());
        return Ok(ListKeysOutput { keys, truncated: Some(false), next_marker: None });
    }
    let page = Page::parse(cx, "", input.marker.as_deref(), input.limit, limits::PAGE)?;
    let mut rows = cx.rows(&KEYS);
    if let Some(after) = &page.after {
        rows = rows.after(&KeyId(after.clone()));
    }
    let found = cx.range(&KEYS, &rows, page.limit + 1).await?;
    let paged = page.cut(cx, found, |(id, _)| id.to_string());
    let entry = |(id, key): (KeyId, crate::key::Key)| KeyListEntry {
        key_id: Some(id.to_string()),
        key_arn: Some(key.arn),
    };
    Ok(ListKeysOutput {
        keys: Some(paged.items.into_iter().map(entry).collect()),
        truncated: paged.truncated,
        next_marker: paged.next_marker,
    })
}
