//! DeleteBackup. The backups that DynamoDB makes itself go by themselves.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteBackup.html>

use gen_dynamodb::values::backup_status;
use gen_dynamodb::{BackupDescription, DeleteBackupInput, DeleteBackupOutput};
use kernel::{ApiResult, Cx};

use crate::{backup, errors};

pub(crate) async fn delete_backup(
    cx: &mut Cx<'_>,
    input: &DeleteBackupInput,
) -> ApiResult<DeleteBackupOutput> {
    let found = backup::find(cx, &input.backup_arn).await?;
    if let Some(until) = found.expires {
        return Err(errors::invalid_request(format!(
            "User is not allowed to delete the system backup with arn {}. It will automatically expire on {}",
            input.backup_arn,
            until.iso8601_millis()
        )));
    }
    backup::require_idle(&found)?;
    backup::remove(cx, &found).await?;
    let mut details = backup::details(cx, &found)?;
    details.backup_status = Some(backup_status::DELETED.to_owned());
    Ok(DeleteBackupOutput {
        backup_description: Some(BackupDescription {
            backup_details: Some(details),
            source_table_details: Some(backup::source(cx, &found)?),
            source_table_feature_details: Some(backup::features(&found)),
        }),
    })
}
