//! DescribeExport.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeExport.html>

use gen_dynamodb::{DescribeExportInput, DescribeExportOutput};
use kernel::{ApiResult, Cx};

use crate::export;

pub(crate) async fn describe_export(
    cx: &mut Cx<'_>,
    input: &DescribeExportInput,
) -> ApiResult<DescribeExportOutput> {
    let row = export::find(cx, &input.export_arn).await?;
    let filter = export::filter::of(cx, &row.id).await?;
    Ok(DescribeExportOutput { export_description: Some(export::describe(&row, filter)) })
}
