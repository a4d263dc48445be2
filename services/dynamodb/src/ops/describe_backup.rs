//! DescribeBackup.
//! Ref: <https://docs.aws.amazon.com/dynamodb/latest/APIReference/API_DescribeBackup.html>

use gen_dynamodb::{DescribeBackupInput, DescribeBackupOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn describe_backup(
    _cx: &mut Cx<'_>,
    _input: &DescribeBackupInput,
) -> ApiResult<DescribeBackupOutput> {
    Err(ApiError::not_implemented("dynamodb:DescribeBackup"))
}
