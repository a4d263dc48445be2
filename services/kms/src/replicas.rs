//! Keys of several regions: the same id and material in each, some properties kept the same by the primary.
//! Ref: <https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-overview.html>

use kernel::{ApiResult, Cx, Region};

use crate::errors;
use crate::key::{Key, Regions};
use crate::key_id::KeyId;
use crate::material::{MaterialRow, put_materials};
use crate::tables::KEYS;

/// The region called `name`, in the partition that the call is made in.
pub(crate) fn region(cx: &Cx<'_>, name: &str) -> ApiResult<Region> {
    let found = Region::parse(name).filter(|region| region.partition() == cx.partition());
    found.ok_or_else(|| errors::validation(format!("The region {name} is not in this partition.")))
}

/// The key called `id` in another region of the same account.
pub(crate) async fn get(cx: &mut Cx<'_>, region: &Region, id: &KeyId) -> ApiResult<Option<Key>> {
    let home = cx.enter_region(region.clone());
    let found = cx.get(&KEYS, id).await;
    cx.enter_region(home);
    found
}

/// Writes the key called `id` in another region of the same account.
pub(crate) fn put(cx: &mut Cx<'_>, region: &Region, key: &Key) {
    let home = cx.enter_region(region.clone());
    cx.put(&KEYS, &key.id, key);
    cx.enter_region(home);
}

/// Writes a new replica.
pub(crate) fn create(cx: &mut Cx<'_>, region: &Region, key: &Key) {
    let home = cx.enter_region(region.clone());
    cx.put(&KEYS, &key.id, key);
    cx.add_rows(&KEYS, &(), 1);
    cx.enter_region(home);
}

/// Keeps material of the key called `id` in another region.
pub(crate) fn put_material(cx: &mut Cx<'_>, region: &Region, id: &KeyId, rows: &Vec<MaterialRow>) {
    let home = cx.enter_region(region.clone());
    put_materials(cx, id, rows);
    cx.enter_region(home);
}

/// The regions of `key` but the one that is acted in.
pub(crate) fn others(cx: &Cx<'_>, key: &Key) -> Vec<Region> {
    let Some(regions) = &key.regions else { return Vec::new() };
    let all = std::iter::once(&regions.primary).chain(&regions.replicas);
    let here = cx.region().as_str();
    all.filter(|name| *name != here).filter_map(|name| Region::parse(name)).collect()
}

/// Gives the key's new material to its replicas.
pub(crate) async fn share_material(
    cx: &mut Cx<'_>,
    key: &Key,
    rows: &Vec<MaterialRow>,
) -> ApiResult<()> {
    for region in others(cx, key) {
        let Some(mut replica) = get(cx, &region, &key.id).await? else { continue };
        replica.material_id.clone_from(&key.material_id);
        put(cx, &region, &replica);
        put_material(cx, &region, &key.id, rows);
    }
    Ok(())
}

/// Tells all other regions of the key which regions there are.
pub(crate) async fn share_regions(cx: &mut Cx<'_>, key: &Key, regions: &Regions) -> ApiResult<()> {
    for region in others(cx, key) {
        let Some(mut other) = get(cx, &region, &key.id).await? else { continue };
        other.regions = Some(regions.clone());
        put(cx, &region, &other);
    }
    Ok(())
}
