//! DescribeGlobalTable.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeGlobalTable.html>

use gen_dynamodb::values::global_table_status;
use gen_dynamodb::{DescribeGlobalTableInput, DescribeGlobalTableOutput};
use kernel::{ApiResult, Cx};

use crate::global;
use crate::table_name::TableName;

pub(crate) async fn describe_global_table(
    cx: &mut Cx<'_>,
    input: &DescribeGlobalTableInput,
) -> ApiResult<DescribeGlobalTableOutput> {
    let name = TableName::parse(&input.global_table_name)?;
    let (row, group) = global::of(cx, &name).await?;
    let description = global::describe(cx, &row, &group, global_table_status::ACTIVE);
    Ok(DescribeGlobalTableOutput { global_table_description: Some(description) })
}
