//! CreateGlobalTable.
//! Ref: <https://docs.aws.amazon.com/dynamodb/latest/APIReference/API_CreateGlobalTable.html>

use gen_dynamodb::{CreateGlobalTableInput, CreateGlobalTableOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn create_global_table(
    _cx: &mut Cx<'_>,
    _input: &CreateGlobalTableInput,
) -> ApiResult<CreateGlobalTableOutput> {
    Err(ApiError::not_implemented("dynamodb:CreateGlobalTable"))
}
