//! DeleteImportedKeyMaterial: a key without it can do nothing, until the same material is imported again.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_DeleteImportedKeyMaterial.html>

use gen_kms::{
    DeleteImportedKeyMaterialInput, DeleteImportedKeyMaterialOutput, errors as modelled,
};
use kernel::{ApiResult, Cx};

use crate::key::{Key, Origin};
use crate::material::{MaterialRow, MaterialState};
use crate::tables::MATERIALS;
use crate::{errors, imported, key_lookup};

pub(crate) async fn delete_imported_key_material(
    cx: &mut Cx<'_>,
    input: &DeleteImportedKeyMaterialInput,
) -> ApiResult<DeleteImportedKeyMaterialOutput> {
    let key = Key::clone(&*key_lookup::find_key(cx, &input.key_id).await?);
    if key.origin != Origin::External {
        return Err(errors::wrong_origin(&key.arn, key.origin));
    }
    let rows = cx.get(&MATERIALS, &key.id).await?.unwrap_or_default();
    let wanted = |row: &MaterialRow| match &input.key_material_id {
        Some(id) => row.id == *id,
        None => row.state == MaterialState::Current,
    };
    let found = rows.iter().position(wanted);
    if let (None, Some(id)) = (found, &input.key_material_id) {
        return Err(modelled::not_found_exception(format!(
            "Key material {id} of key {} is not found.",
            key.arn
        )));
    }
    let id = found.filter(|_| key.spec.is_symmetric_encryption()).map(|at| rows[at].id.clone());
    let arn = key.arn.clone();
    // What is gone already can be deleted once more.
    if let Some(at) = found.filter(|at| rows[*at].is_here()) {
        imported::remove(cx, key, rows, at).await?;
    }
    Ok(DeleteImportedKeyMaterialOutput { key_id: Some(arn), key_material_id: id })
}
