//! DeleteTable.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteTable.html>

use gen_dynamodb::{DeleteTableInput, DeleteTableOutput};
use kernel::{ApiResult, Cx};

use crate::table::{TableRow, TableStatus};
use crate::table_name::TableName;
use crate::tables::TABLES;
use crate::{describe, errors};

pub(crate) async fn delete_table(
    cx: &mut Cx<'_>,
    input: &DeleteTableInput,
) -> ApiResult<DeleteTableOutput> {
    let name = TableName::parse(&input.table_name)?;
    let table = cx.get(&TABLES, &name).await?;
    let table = table.ok_or_else(|| errors::table_not_found(name.as_str()))?;
    let table = TableRow { status: TableStatus::Deleting, ..table };
    let description = describe::table(cx, &table).await?;
    cx.delete(&TABLES, &name);
    Ok(DeleteTableOutput { table_description: Some(description) })
}
