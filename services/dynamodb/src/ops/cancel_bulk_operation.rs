//! CancelBulkOperation: the job sees it before its next items.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CancelBulkOperation.html>

use gen_dynamodb::values::bulk_operation_status;
use gen_dynamodb::{CancelBulkOperationInput, CancelBulkOperationOutput};
use kernel::{ApiResult, Cx};

use crate::bulk;

pub(crate) async fn cancel_bulk_operation(
    cx: &mut Cx<'_>,
    input: &CancelBulkOperationInput,
) -> ApiResult<CancelBulkOperationOutput> {
    let row = bulk::find(cx, &input.bulk_operation_arn).await?;
    let row = bulk::cancel(cx, row)?;
    Ok(CancelBulkOperationOutput {
        bulk_operation_arn: Some(row.arn()),
        bulk_operation_status: Some(bulk_operation_status::CANCELLING.to_owned()),
    })
}
