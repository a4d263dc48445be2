//! CreateTable.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html>

use gen_dynamodb::{CreateTableInput, CreateTableOutput};
use kernel::{ApiResult, Cx};

use crate::tables::TABLES;
use crate::{describe, errors, table_input};

pub(crate) async fn create_table(
    cx: &mut Cx<'_>,
    input: &CreateTableInput,
) -> ApiResult<CreateTableOutput> {
    let table = table_input::table(cx, input)?;
    if cx.has(&TABLES, &table.name).await? {
        return Err(errors::table_exists(table.name.as_str()));
    }
    cx.put(&TABLES, &table.name, &table);
    let description = describe::table(cx, &table).await?;
    Ok(CreateTableOutput { table_description: Some(description) })
}
