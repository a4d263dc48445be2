//! StartBulkPutItems: the caller's own calls to S3 show what may be read and where may be written; all else is a job's.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_StartBulkPutItems.html>

use gen_dynamodb::values::bulk_operation_status;
use gen_dynamodb::{StartBulkPutItemsInput, StartBulkPutItemsOutput};
use kernel::{ApiResult, Cx, WaitCx, transact};
use schema::Bytes;

use crate::bulk;
use crate::import::source::{self, Listed};
use crate::s3::{self, Agent, Bucket, Encryption};

pub(crate) async fn start_bulk_put_items(
    wx: &mut WaitCx<'_>,
    input: &StartBulkPutItemsInput,
) -> ApiResult<StartBulkPutItemsOutput> {
    let known = transact!(wx, cx => bulk::known(cx, input).await)?;
    if let Some(row) = known {
        let description = bulk::describe(&row);
        return Ok(StartBulkPutItemsOutput { bulk_operation_description: Some(description) });
    }
    let id = transact!(wx, cx => checked(cx, input).await)?;
    let listed = look(wx, input, &id).await?;
    let row = transact!(wx, cx => bulk::begin(cx, input, &id, &listed).await)?;
    // The answer tells of an operation that has just begun, whatever is known of it.
    let mut begun = bulk::describe(&row);
    begun.bulk_operation_status = Some(bulk_operation_status::IN_PROGRESS.to_owned());
    begun.end_time = None;
    begun.total_input_bytes = None;
    begun.failure_code = None;
    begun.failure_message = None;
    Ok(StartBulkPutItemsOutput { bulk_operation_description: Some(begun) })
}

/// The id of an operation that can be done.
async fn checked(cx: &mut Cx<'_>, input: &StartBulkPutItemsInput) -> ApiResult<String> {
    bulk::check(cx, input).await?;
    Ok(format!("{:014}-{}", cx.now().as_millis(), cx.random().hex(4)))
}

/// What there is to read, and whether reports can be written: for the caller, without whose rights the operation fails.
async fn look(wx: &WaitCx<'_>, input: &StartBulkPutItemsInput, id: &str) -> ApiResult<Listed> {
    let account = wx.call_facts().account.to_string();
    let from = &input.input_s3_configuration;
    let place = source::Place {
        bucket: &from.s3_bucket,
        prefix: from.s3_key_prefix.as_deref(),
        owner: Some(from.s3_bucket_owner.as_deref().unwrap_or(&account)),
    };
    let mut listed = source::list(wx, &place).await?;
    if listed.failure.is_some() {
        return Ok(listed);
    }
    let to = &input.output_s3_configuration;
    let bucket = Bucket {
        name: to.s3_bucket.as_deref().unwrap_or_default(),
        owner: Some(to.s3_bucket_owner.as_deref().unwrap_or(&account)),
    };
    let encryption = Encryption {
        algorithm: to.s3_sse_algorithm.as_deref(),
        key: to.s3_sse_kms_key_id.as_deref(),
    };
    let key = bulk::started_key(to.s3_key_prefix.as_deref(), id);
    let agent = Agent::caller(wx);
    match s3::put(wx.kernel(), &agent, bucket, key, Bytes::new(), encryption).await {
        Ok(_) => {}
        Err(error) if error.status() < 500 => listed.failure = Some(source::failure_of(&error)),
        Err(error) => return Err(error),
    }
    Ok(listed)
}
