//! DescribeBulkOperation.
//! Ref: <https://docs.aws.amazon.com/dynamodb/latest/APIReference/API_DescribeBulkOperation.html>

use gen_dynamodb::{DescribeBulkOperationInput, DescribeBulkOperationOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn describe_bulk_operation(
    _cx: &mut Cx<'_>,
    _input: &DescribeBulkOperationInput,
) -> ApiResult<DescribeBulkOperationOutput> {
    Err(ApiError::not_implemented("dynamodb:DescribeBulkOperation"))
}
