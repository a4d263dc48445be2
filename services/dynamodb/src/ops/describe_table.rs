//! DescribeTable.
//! Ref: <https://docs.aws.amazon.com/dynamodb/latest/APIReference/API_DescribeTable.html>

use gen_dynamodb::{DescribeTableInput, DescribeTableOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn describe_table(
    _cx: &mut Cx<'_>,
    _input: &DescribeTableInput,
) -> ApiResult<DescribeTableOutput> {
    Err(ApiError::not_implemented("dynamodb:DescribeTable"))
}
