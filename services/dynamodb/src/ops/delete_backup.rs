//! DeleteBackup.
//! Ref: <https://docs.aws.amazon.com/dynamodb/latest/APIReference/API_DeleteBackup.html>

use gen_dynamodb::{DeleteBackupInput, DeleteBackupOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn delete_backup(
    _cx: &mut Cx<'_>,
    _input: &DeleteBackupInput,
) -> ApiResult<DeleteBackupOutput> {
    Err(ApiError::not_implemented("dynamodb:DeleteBackup"))
}
