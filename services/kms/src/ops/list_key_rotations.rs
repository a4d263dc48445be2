//! ListKeyRotations: when the key's material changed and why; on request all material, also the first and what waits.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_ListKeyRotations.html>

use gen_kms::{ListKeyRotationsInput, ListKeyRotationsOutput};
use kernel::{ApiResult, Cx};

use crate::material::materials;
use crate::page::Page;
use crate::{key_lookup, limits, rotation};

pub(crate) async fn list_key_rotations(
    cx: &mut Cx<'_>,
    input: &ListKeyRotationsInput,
) -> ApiResult<ListKeyRotationsOutput> {
    let key = key_lookup::find_key(cx, &input.key_id).await?;
    rotation::require_status(&key)?;
    let all = input.include_key_material.as_deref() == Some("ALL_KEY_MATERIAL");
    let binding = format!("{} {all}", key.id);
    let page = Page::parse(cx, &binding, input.marker.as_deref(), input.limit, limits::PAGE)?;
    let materials = materials(cx, &key).await?;
    let rows = materials.rows().iter().filter(|row| all || row.rotated.is_some());
    let paged = page.of_list(cx, rows.map(|row| rotation::shown(&key, row)).collect());
    Ok(ListKeyRotationsOutput {
        rotations: Some(paged.items),
        truncated: paged.truncated,
        next_marker: paged.next_marker,
    })
}
