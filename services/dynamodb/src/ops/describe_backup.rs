//! DescribeBackup.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeBackup.html>

use gen_dynamodb::{BackupDescription, DescribeBackupInput, DescribeBackupOutput};
use kernel::{ApiResult, Cx};

use crate::backup;

pub(crate) async fn describe_backup(
    cx: &mut Cx<'_>,
    input: &DescribeBackupInput,
) -> ApiResult<DescribeBackupOutput> {
    let found = backup::find(cx, &input.backup_arn).await?;
    Ok(DescribeBackupOutput {
        backup_description: Some(BackupDescription {
            backup_details: Some(backup::details(cx, &found)?),
            source_table_details: Some(backup::source(cx, &found)?),
            source_table_feature_details: Some(backup::features(&found)),
        }),
    })
}
