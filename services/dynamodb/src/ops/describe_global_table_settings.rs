//! DescribeGlobalTableSettings.
//! Ref: <https://docs.aws.amazon.com/dynamodb/latest/APIReference/API_DescribeGlobalTableSettings.html>

use gen_dynamodb::{DescribeGlobalTableSettingsInput, DescribeGlobalTableSettingsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn describe_global_table_settings(
    _cx: &mut Cx<'_>,
    _input: &DescribeGlobalTableSettingsInput,
) -> ApiResult<DescribeGlobalTableSettingsOutput> {
    Err(ApiError::not_implemented("dynamodb:DescribeGlobalTableSettings"))
}
