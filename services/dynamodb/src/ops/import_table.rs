//! ImportTable: the caller's own calls to S3 show what may be read; all else is a job's.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ImportTable.html>

use gen_dynamodb::values::import_status;
use gen_dynamodb::{ImportTableInput, ImportTableOutput};
use kernel::{ApiResult, WaitCx, transact};

use crate::import::{self, source};

pub(crate) async fn import_table(
    wx: &mut WaitCx<'_>,
    input: &ImportTableInput,
) -> ApiResult<ImportTableOutput> {
    let known = transact!(wx, cx => import::known(cx, input).await)?;
    if let Some(row) = known {
        return Ok(ImportTableOutput { import_table_description: Some(import::describe(&row)) });
    }
    transact!(wx, cx => import::check(cx, input).await)?;
    let asked = &input.s3_bucket_source;
    let place = source::Place {
        bucket: &asked.s3_bucket,
        prefix: asked.s3_key_prefix.as_deref(),
        owner: asked.s3_bucket_owner.as_deref(),
    };
    let listed = source::list(wx, &place).await?;
    let row = transact!(wx, cx => import::begin(cx, input, &listed).await)?;
    // The answer tells of an import that has just begun, whatever is known of it.
    let mut begun = import::describe(&row);
    begun.import_status = Some(import_status::IN_PROGRESS.to_owned());
    begun.end_time = None;
    begun.processed_size_bytes = None;
    begun.failure_code = None;
    begun.failure_message = None;
    Ok(ImportTableOutput { import_table_description: Some(begun) })
}
