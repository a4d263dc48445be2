//! DeleteTable: the table is gone with the answer, which still says DELETING; what it held is removed in the
//! background.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteTable.html>

use gen_dynamodb::{DeleteTableInput, DeleteTableOutput, TableDescription};
use kernel::{ApiResult, Cx};

use crate::table::{self, TableRow, TableStatus};
use crate::{describe, errors, table_delete};

pub(crate) async fn delete_table(
    cx: &mut Cx<'_>,
    input: &DeleteTableInput,
) -> ApiResult<DeleteTableOutput> {
    let mut table = table::of_tables(cx, &input.table_name).await?;
    require_idle(&table)?;
    if table.deletion_protection {
        return Err(errors::validation(
            "Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.",
        ));
    }
    let description = describe::table(cx, &table).await?;
    table_delete::remove(cx, &mut table).await?;
    Ok(DeleteTableOutput { table_description: Some(as_deleted(description)) })
}

fn require_idle(table: &TableRow) -> ApiResult<()> {
    let name = &table.name;
    match table.status {
        TableStatus::Creating => {
            return Err(errors::in_use(format!("Table is being created: {name}")));
        }
        TableStatus::Deleting => {
            return Err(errors::in_use(format!("Table is being deleted: {name}")));
        }
        _ => {}
    }
    if table.indexes.iter().any(|index| index.status != TableStatus::Active) {
        return Err(errors::in_use(
            "Cannot delete table while indexes are being created, updated, or deleted.",
        ));
    }
    if table.settings.recovery.copies > 0 {
        return Err(errors::in_use(format!("Table: {name} is being used.")));
    }
    Ok(())
}

/// The answer tells little of a table that is being deleted.
fn as_deleted(table: TableDescription) -> TableDescription {
    TableDescription {
        table_name: table.table_name,
        table_status: Some(TableStatus::Deleting.as_str().to_owned()),
        provisioned_throughput: table.provisioned_throughput,
        table_size_bytes: table.table_size_bytes,
        item_count: table.item_count,
        table_arn: table.table_arn,
        table_id: table.table_id,
        billing_mode_summary: table.billing_mode_summary,
        stream_specification: table.stream_specification,
        latest_stream_label: table.latest_stream_label,
        latest_stream_arn: table.latest_stream_arn,
        table_class_summary: table.table_class_summary,
        deletion_protection_enabled: table.deletion_protection_enabled,
        ..TableDescription::default()
    }
}
