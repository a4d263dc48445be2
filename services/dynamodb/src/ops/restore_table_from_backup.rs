//! RestoreTableFromBackup.
//! Ref: <https://docs.aws.amazon.com/dynamodb/latest/APIReference/API_RestoreTableFromBackup.html>

use gen_dynamodb::{RestoreTableFromBackupInput, RestoreTableFromBackupOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn restore_table_from_backup(
    _cx: &mut Cx<'_>,
    _input: &RestoreTableFromBackupInput,
) -> ApiResult<RestoreTableFromBackupOutput> {
    Err(ApiError::not_implemented("dynamodb:RestoreTableFromBackup"))
}
