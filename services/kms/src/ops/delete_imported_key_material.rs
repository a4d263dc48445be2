//! DeleteImportedKeyMaterial.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_DeleteImportedKeyMaterial.html>

use gen_kms::{DeleteImportedKeyMaterialInput, DeleteImportedKeyMaterialOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn delete_imported_key_material(
    _cx: &mut Cx<'_>,
    _input: &DeleteImportedKeyMaterialInput,
) -> ApiResult<DeleteImportedKeyMaterialOutput> {
    Err(ApiError::not_implemented("kms:DeleteImportedKeyMaterial"))
}
