//! UpdateTable.
//! Ref: <https://docs.aws.amazon.com/dynamodb/latest/APIReference/API_UpdateTable.html>

use gen_dynamodb::{UpdateTableInput, UpdateTableOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn update_table(
    _cx: &mut Cx<'_>,
    _input: &UpdateTableInput,
) -> ApiResult<UpdateTableOutput> {
    Err(ApiError::not_implemented("dynamodb:UpdateTable"))
}
