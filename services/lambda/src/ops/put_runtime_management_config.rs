//! PutRuntimeManagementConfig.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/APIReference/API_PutRuntimeManagementConfig.html>

use gen_lambda::{PutRuntimeManagementConfigInput, PutRuntimeManagementConfigOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn put_runtime_management_config(
    _cx: &mut Cx<'_>,
    _input: &PutRuntimeManagementConfigInput,
) -> ApiResult<PutRuntimeManagementConfigOutput> {
    Err(ApiError::not_implemented("lambda:PutRuntimeManagementConfig"))
}
