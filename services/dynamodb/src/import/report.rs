//! Tells the log group of imports what could not be imported: an event each, in a stream of the import's own.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataImport.Validation.html>

use gen_logs::operations::{CreateLogGroup, CreateLogStream, PutLogEvents};
use gen_logs::{CreateLogGroupRequest, CreateLogStreamRequest, InputLogEvent, PutLogEventsRequest};
use kernel::{ApiError, ApiResult, Kernel, WaitCx};
use lang_dynamodb::json::push_string;
use schema::Operation as _;

use super::{ImportRow, LOG_GROUP, SourceObject};
use crate::s3::{self, Agent};

/// Characters of a message that are logged at most.
const MESSAGE: usize = 1_000;

/// What is wrong with an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wrong {
    /// The item's place in its object.
    pub(super) index: u64,
    pub(super) why: String,
}

/// Whether this cloud has logs.
pub(super) fn has_logs(kernel: &Kernel) -> bool {
    let registered = kernel.registered(PutLogEvents::SERVICE);
    registered.is_ok_and(|logs| logs.entry(PutLogEvents::INDEX).is_some())
}

/// Logs what is wrong with items of an object. A crash may have it logged again.
pub(super) async fn log(
    wx: &WaitCx<'_>,
    row: &ImportRow,
    object: &SourceObject,
    wrong: &[Wrong],
) -> ApiResult<()> {
    if wrong.is_empty() || !row.logs {
        return Ok(());
    }
    let timestamp = wx.now().as_millis();
    let event = |wrong| InputLogEvent { timestamp, message: message(row, object, wrong) };
    let input = PutLogEventsRequest {
        log_group_name: LOG_GROUP.to_owned(),
        log_stream_name: stream(row),
        log_events: wrong.iter().map(event).collect(),
        ..PutLogEventsRequest::default()
    };
    let agent = Agent::of_work(wx);
    match s3::call::<PutLogEvents>(wx.kernel(), &agent, input.clone()).await {
        Err(error) if error.code() == "ResourceNotFoundException" => {}
        answer => return answer.map(drop),
    }
    open(wx, &agent, row).await?;
    s3::call::<PutLogEvents>(wx.kernel(), &agent, input).await.map(drop)
}

/// Makes the group and the stream that are not there yet.
async fn open(wx: &WaitCx<'_>, agent: &Agent, row: &ImportRow) -> ApiResult<()> {
    let group = CreateLogGroupRequest {
        log_group_name: LOG_GROUP.to_owned(),
        ..CreateLogGroupRequest::default()
    };
    there(s3::call::<CreateLogGroup>(wx.kernel(), agent, group).await)?;
    let stream = CreateLogStreamRequest {
        log_group_name: LOG_GROUP.to_owned(),
        log_stream_name: stream(row),
    };
    there(s3::call::<CreateLogStream>(wx.kernel(), agent, stream).await)
}

fn there<T>(made: Result<T, ApiError>) -> ApiResult<()> {
    match made {
        Err(error) if error.code() != "ResourceAlreadyExistsException" => Err(error),
        _ => Ok(()),
    }
}

fn stream(row: &ImportRow) -> String {
    format!("{}/error", row.id)
}

fn message(row: &ImportRow, object: &SourceObject, wrong: &Wrong) -> String {
    let mut out = "{\"itemS3Pointer\":{\"bucket\":".to_owned();
    push_string(&mut out, &row.bucket);
    out.push_str(",\"key\":");
    push_string(&mut out, &object.key);
    out.push_str(&format!(",\"itemIndex\":{}}},\"importArn\":", wrong.index));
    push_string(&mut out, &row.arn());
    out.push_str(",\"errorMessages\":[");
    let why: String = wrong.why.chars().take(MESSAGE).collect();
    push_string(&mut out, &why);
    out.push_str("]}");
    out
}
