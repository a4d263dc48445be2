//! GetRuntimeManagementConfig.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/APIReference/API_GetRuntimeManagementConfig.html>

use gen_lambda::{GetRuntimeManagementConfigInput, GetRuntimeManagementConfigOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_runtime_management_config(
    _cx: &mut Cx<'_>,
    _input: &GetRuntimeManagementConfigInput,
) -> ApiResult<GetRuntimeManagementConfigOutput> {
    Err(ApiError::not_implemented("lambda:GetRuntimeManagementConfig"))
}
