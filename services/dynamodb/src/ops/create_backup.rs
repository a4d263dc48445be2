//! CreateBackup: the items of a table as of now. The answer says CREATING.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateBackup.html>

use gen_dynamodb::values::backup_status;
use gen_dynamodb::{CreateBackupInput, CreateBackupOutput};
use kernel::{ApiResult, Cx};

use crate::{backup, table};

pub(crate) async fn create_backup(
    cx: &mut Cx<'_>,
    input: &CreateBackupInput,
) -> ApiResult<CreateBackupOutput> {
    let table = table::of_backups(cx, &input.table_name).await?;
    let backup = backup::create(cx, &table, &input.backup_name).await?;
    let mut details = backup::details(cx, &backup)?;
    details.backup_status = Some(backup_status::CREATING.to_owned());
    Ok(CreateBackupOutput { backup_details: Some(details) })
}
