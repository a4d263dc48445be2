//! ImportKeyMaterial.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_ImportKeyMaterial.html>

use gen_kms::{ImportKeyMaterialInput, ImportKeyMaterialOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn import_key_material(
    _cx: &mut Cx<'_>,
    _input: &ImportKeyMaterialInput,
) -> ApiResult<ImportKeyMaterialOutput> {
    Err(ApiError::not_implemented("kms:ImportKeyMaterial"))
}
