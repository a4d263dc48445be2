//! ImportTable.
//! Ref: <https://docs.aws.amazon.com/dynamodb/latest/APIReference/API_ImportTable.html>

use gen_dynamodb::{ImportTableInput, ImportTableOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn import_table(
    _cx: &mut Cx<'_>,
    _input: &ImportTableInput,
) -> ApiResult<ImportTableOutput> {
    Err(ApiError::not_implemented("dynamodb:ImportTable"))
}
