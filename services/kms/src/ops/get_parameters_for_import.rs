//! GetParametersForImport.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_GetParametersForImport.html>

use gen_kms::{GetParametersForImportInput, GetParametersForImportOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_parameters_for_import(
    _cx: &mut Cx<'_>,
    _input: &GetParametersForImportInput,
) -> ApiResult<GetParametersForImportOutput> {
    Err(ApiError::not_implemented("kms:GetParametersForImport"))
}
