//! DescribeTable.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTable.html>

use gen_dynamodb::{DescribeTableInput, DescribeTableOutput};
use kernel::{ApiResult, Cx};

use crate::{describe, table};

pub(crate) async fn describe_table(
    cx: &mut Cx<'_>,
    input: &DescribeTableInput,
) -> ApiResult<DescribeTableOutput> {
    let table = table::of_tables(cx, &input.table_name).await?;
    Ok(DescribeTableOutput { table: Some(describe::table(cx, &table).await?) })
}
