//! DescribeGlobalTable.
//! Ref: <https://docs.aws.amazon.com/dynamodb/latest/APIReference/API_DescribeGlobalTable.html>

use gen_dynamodb::{DescribeGlobalTableInput, DescribeGlobalTableOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn describe_global_table(
    _cx: &mut Cx<'_>,
    _input: &DescribeGlobalTableInput,
) -> ApiResult<DescribeGlobalTableOutput> {
    Err(ApiError::not_implemented("dynamodb:DescribeGlobalTable"))
}
