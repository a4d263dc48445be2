//! DescribeCustomKeyStores: all of the account in the region, or one by id or name.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_DescribeCustomKeyStores.html>

use gen_kms::{DescribeCustomKeyStoresInput, DescribeCustomKeyStoresOutput};
use kernel::{ApiResult, Cx};

use crate::page::Page;
use crate::{errors, key_stores, limits};

pub(crate) async fn describe_custom_key_stores(
    cx: &mut Cx<'_>,
    input: &DescribeCustomKeyStoresInput,
) -> ApiResult<DescribeCustomKeyStoresOutput> {
    let (id, name) = (&input.custom_key_store_id, &input.custom_key_store_name);
    if id.is_some() && name.is_some() {
        return Err(errors::validation(
            "Name a custom key store by CustomKeyStoreId or by CustomKeyStoreName, not by both.",
        ));
    }
    let page = Page::parse(cx, "", input.marker.as_deref(), input.limit, limits::PAGE)?;
    let mut found = key_stores::all(cx).await?;
    if let Some(id) = id {
        found.retain(|store| store.id == *id);
    }
    if let Some(name) = name {
        found.retain(|store| store.name == *name);
    }
    if let Some(wanted) = id.as_ref().or(name.as_ref())
        && found.is_empty()
    {
        return Err(key_stores::not_found(wanted));
    }
    let paged = page.of_list(cx, found);
    Ok(DescribeCustomKeyStoresOutput {
        custom_key_stores: Some(paged.items.iter().map(key_stores::shown).collect()),
        truncated: paged.truncated,
        next_marker: paged.next_marker,
    })
}
