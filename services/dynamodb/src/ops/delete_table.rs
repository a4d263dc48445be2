//! DeleteTable.
//! Ref: <https://docs.aws.amazon.com/dynamodb/latest/APIReference/API_DeleteTable.html>

use gen_dynamodb::{DeleteTableInput, DeleteTableOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn delete_table(
    _cx: &mut Cx<'_>,
    _input: &DeleteTableInput,
) -> ApiResult<DeleteTableOutput> {
    Err(ApiError::not_implemented("dynamodb:DeleteTable"))
}
