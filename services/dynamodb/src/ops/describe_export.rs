//! DescribeExport.
//! Ref: <https://docs.aws.amazon.com/dynamodb/latest/APIReference/API_DescribeExport.html>

use gen_dynamodb::{DescribeExportInput, DescribeExportOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn describe_export(
    _cx: &mut Cx<'_>,
    _input: &DescribeExportInput,
) -> ApiResult<DescribeExportOutput> {
    Err(ApiError::not_implemented("dynamodb:DescribeExport"))
}
