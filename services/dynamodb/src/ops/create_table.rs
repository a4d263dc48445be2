//! CreateTable.
//! Ref: <https://docs.aws.amazon.com/dynamodb/latest/APIReference/API_CreateTable.html>

use gen_dynamodb::{CreateTableInput, CreateTableOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn create_table(
    _cx: &mut Cx<'_>,
    _input: &CreateTableInput,
) -> ApiResult<CreateTableOutput> {
    Err(ApiError::not_implemented("dynamodb:CreateTable"))
}
