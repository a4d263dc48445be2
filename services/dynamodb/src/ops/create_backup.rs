//! CreateBackup.
//! Ref: <https://docs.aws.amazon.com/dynamodb/latest/APIReference/API_CreateBackup.html>

use gen_dynamodb::{CreateBackupInput, CreateBackupOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn create_backup(
    _cx: &mut Cx<'_>,
    _input: &CreateBackupInput,
) -> ApiResult<CreateBackupOutput> {
    Err(ApiError::not_implemented("dynamodb:CreateBackup"))
}
