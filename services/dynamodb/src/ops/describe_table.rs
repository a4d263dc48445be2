//! DescribeTable.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTable.html>

use gen_dynamodb::{DescribeTableInput, DescribeTableOutput};
use kernel::{ApiResult, Cx};

use crate::table_name::TableName;
use crate::tables::TABLES;
use crate::{describe, errors};

pub(crate) async fn describe_table(
    cx: &mut Cx<'_>,
    input: &DescribeTableInput,
) -> ApiResult<DescribeTableOutput> {
    let name = TableName::parse(&input.table_name)?;
    let table = cx.get_shared(&TABLES, &name).await?;
    let table = table.ok_or_else(|| errors::table_not_found(name.as_str()))?;
    Ok(DescribeTableOutput { table: Some(describe::table(cx, &table).await?) })
}
