//! DescribeImport.
//! Ref: <https://docs.aws.amazon.com/dynamodb/latest/APIReference/API_DescribeImport.html>

use gen_dynamodb::{DescribeImportInput, DescribeImportOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn describe_import(
    _cx: &mut Cx<'_>,
    _input: &DescribeImportInput,
) -> ApiResult<DescribeImportOutput> {
    Err(ApiError::not_implemented("dynamodb:DescribeImport"))
}
