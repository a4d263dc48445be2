//! DescribeBulkOperation.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeBulkOperation.html>

use gen_dynamodb::{DescribeBulkOperationInput, DescribeBulkOperationOutput};
use kernel::{ApiResult, Cx};

use crate::bulk;

pub(crate) async fn describe_bulk_operation(
    cx: &mut Cx<'_>,
    input: &DescribeBulkOperationInput,
) -> ApiResult<DescribeBulkOperationOutput> {
    let row = bulk::find(cx, &input.bulk_operation_arn).await?;
    Ok(DescribeBulkOperationOutput { bulk_operation_description: Some(bulk::describe(&row)) })
}
