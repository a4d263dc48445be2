//! ExportTableToPointInTime: the caller's own call to S3 shows that the bucket can be written to; all else is a job's.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ExportTableToPointInTime.html>

use gen_dynamodb::{ExportTableToPointInTimeInput, ExportTableToPointInTimeOutput};
use kernel::{ApiResult, Cx, WaitCx, transact};
use schema::Bytes;

use crate::export::{self, ExportRow};
use crate::s3::{self, Agent, Bucket, Encryption};

/// Why an export failed at once.
type Failure = Option<(String, String)>;

pub(crate) async fn export_table_to_point_in_time(
    wx: &mut WaitCx<'_>,
    input: &ExportTableToPointInTimeInput,
) -> ApiResult<ExportTableToPointInTimeOutput> {
    let known = transact!(wx, cx => export::known(cx, input).await)?;
    let row = match known {
        Some(row) => row,
        None => {
            let id = transact!(wx, cx => checked(cx, input).await)?;
            let failure = start(wx, input, &id).await?;
            transact!(wx, cx => begin(cx, input, &id, failure.clone()).await)?
        }
    };
    let description = export::describe(&row, input.filter_specification.clone());
    Ok(ExportTableToPointInTimeOutput { export_description: Some(description) })
}

/// The id of an export that can be done.
async fn checked(cx: &mut Cx<'_>, input: &ExportTableToPointInTimeInput) -> ApiResult<String> {
    export::check(cx, input).await?;
    Ok(format!("{:014}-{}", cx.now().as_millis(), cx.random().hex(4)))
}

async fn begin(
    cx: &mut Cx<'_>,
    input: &ExportTableToPointInTimeInput,
    id: &str,
    failure: Failure,
) -> ApiResult<ExportRow> {
    let checked = export::check(cx, input).await?;
    export::begin(cx, input, checked, id.to_owned(), failure).await
}

/// Writes the first file, for the caller: whoever may not write to the bucket has an export that fails.
async fn start(
    wx: &WaitCx<'_>,
    input: &ExportTableToPointInTimeInput,
    id: &str,
) -> ApiResult<Failure> {
    let agent = Agent::caller(wx);
    let key = export::started_key(input.s3_prefix.as_deref(), id);
    let encryption = Encryption {
        algorithm: input.s3_sse_algorithm.as_deref(),
        key: input.s3_sse_kms_key_id.as_deref(),
    };
    let bucket = Bucket { name: &input.s3_bucket, owner: None };
    match s3::put(wx.kernel(), &agent, bucket, key, Bytes::new(), encryption).await {
        Ok(_) => Ok(None),
        Err(error) if error.status() < 500 => Ok(Some(export::failure_of(&error))),
        Err(error) => Err(error),
    }
}
