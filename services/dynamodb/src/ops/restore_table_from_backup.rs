//! RestoreTableFromBackup: a new table with what a backup holds.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_RestoreTableFromBackup.html>

use gen_dynamodb::{RestoreTableFromBackupInput, RestoreTableFromBackupOutput};
use kernel::{ApiResult, Cx};

use crate::restore::{self, Overrides, Source};
use crate::settings::Restored;
use crate::table_name::TableName;
use crate::{backup, describe, encryption};

pub(crate) async fn restore_table_from_backup(
    cx: &mut Cx<'_>,
    input: &RestoreTableFromBackupInput,
) -> ApiResult<RestoreTableFromBackupOutput> {
    let overrides = Overrides {
        billing_mode: input.billing_mode_override.as_deref(),
        global: input.global_secondary_index_override.as_deref(),
        local: input.local_secondary_index_override.as_deref(),
        vectors: input.vector_index_override.as_deref(),
        units: input.provisioned_throughput_override.as_ref(),
        maximum: input.on_demand_throughput_override.as_ref(),
        encryption: input.sse_specification_override.as_ref(),
    };
    let found = backup::find(cx, &input.backup_arn).await?;
    backup::require_idle(&found)?;
    let key = encryption::like(cx, found.table.number, overrides.encryption).await?;
    let name = TableName::parse(&input.target_table_name)?;
    let restored = Restored {
        backup: Some(input.backup_arn.clone()),
        table: Some(found.table.arn(cx)?),
        to: found.created,
    };
    let mut target = restore::target(cx, &found.table, name, restored);
    restore::apply(&mut target, overrides, cx.now())?;
    restore::require_free(cx, &target.name).await?;
    let source = Source::Backup { id: found.id, number: found.number, table: found.table.number };
    let target = restore::begin(cx, target, source, &key).await?;
    let description = describe::table(cx, &target).await?;
    Ok(RestoreTableFromBackupOutput { table_description: Some(description) })
}
