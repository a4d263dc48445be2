//! UpdateGlobalTable.
//! Ref: <https://docs.aws.amazon.com/dynamodb/latest/APIReference/API_UpdateGlobalTable.html>

use gen_dynamodb::{UpdateGlobalTableInput, UpdateGlobalTableOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn update_global_table(
    _cx: &mut Cx<'_>,
    _input: &UpdateGlobalTableInput,
) -> ApiResult<UpdateGlobalTableOutput> {
    Err(ApiError::not_implemented("dynamodb:UpdateGlobalTable"))
}
