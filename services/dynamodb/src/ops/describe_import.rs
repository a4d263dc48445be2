//! DescribeImport.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeImport.html>

use gen_dynamodb::{DescribeImportInput, DescribeImportOutput};
use kernel::{ApiResult, Cx};

use crate::import;

pub(crate) async fn describe_import(
    cx: &mut Cx<'_>,
    input: &DescribeImportInput,
) -> ApiResult<DescribeImportOutput> {
    let row = import::find(cx, &input.import_arn).await?;
    Ok(DescribeImportOutput { import_table_description: Some(import::describe(&row)) })
}
