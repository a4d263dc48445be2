//! Export tasks: the events of a log group, written into a bucket.
//! Ref: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/S3Export.html>

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use gen_logs::values::export_task_status_code as code;
use gen_logs::{ExportTask as Shown, ExportTaskExecutionInfo, ExportTaskStatus};
use kernel::{ApiError, ApiResult, Cx, Job, Timestamp, WaitCx, transact};
use serde::{Deserialize, Serialize};

use crate::names::{GroupName, StreamName};
use crate::position::Position;
use crate::read::{self, Reader, Way, Window};
use crate::stream::Stream;
use crate::tables::{EXPORTS, STREAMS};
use crate::{export_bucket, group};

/// A task. Times are milliseconds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ExportTask {
    pub(crate) name: Option<String>,
    pub(crate) group: GroupName,
    pub(crate) prefix: Option<String>,
    pub(crate) from: i64,
    pub(crate) to: i64,
    pub(crate) bucket: String,
    pub(crate) folder: String,
    pub(crate) status: Status,
    pub(crate) message: Option<String>,
    pub(crate) created_at: i64,
    pub(crate) completed_at: Option<i64>,
}

/// How far a task is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Status {
    Pending,
    Running,
    PendingCancel,
    Cancelled,
    Completed,
    Failed,
}

impl Status {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Status::Pending => code::PENDING,
            Status::Running => code::RUNNING,
            Status::PendingCancel => code::PENDING_CANCEL,
            Status::Cancelled => code::CANCELLED,
            Status::Completed => code::COMPLETED,
            Status::Failed => code::FAILED,
        }
    }

    /// Whether the task still works, or is to.
    pub(crate) fn is_active(self) -> bool {
        matches!(self, Status::Pending | Status::Running | Status::PendingCancel)
    }
}

impl ExportTask {
    pub(crate) fn show(self, id: String) -> Shown {
        Shown {
            task_id: Some(id),
            task_name: self.name,
            log_group_name: Some(self.group.0),
            from: Some(self.from),
            to: Some(self.to),
            destination: Some(self.bucket),
            destination_prefix: Some(self.folder),
            status: Some(ExportTaskStatus {
                code: Some(self.status.as_str().to_owned()),
                message: self.message,
            }),
            execution_info: Some(ExportTaskExecutionInfo {
                creation_time: Some(self.created_at),
                completion_time: self.completed_at,
            }),
        }
    }
}

/// Does the task with this id.
static EXPORT: Job<String> = Job::new("logs.export-events");
/// Tasks of an account that are remembered.
const REMEMBERED: usize = 1_000;
/// Bytes of events that one file holds.
const FILE: usize = 64 * 1024 * 1024;
/// Bytes that one transaction reads.
const AT_ONCE: usize = 4 * 1024 * 1024;

/// All tasks of the account.
pub(crate) async fn all(cx: &mut Cx<'_>) -> ApiResult<Vec<(String, ExportTask)>> {
    let rows = cx.rows(&EXPORTS);
    cx.range(&EXPORTS, &rows, usize::MAX).await
}

/// Writes a new task and has it begin; the oldest one is forgotten when there are many.
pub(crate) async fn begin(cx: &mut Cx<'_>, id: &String, task: &ExportTask) -> ApiResult<()> {
    let all = all(cx).await?;
    if all.len() >= REMEMBERED
        && let Some((oldest, _)) = all.iter().min_by_key(|(_, task)| task.created_at)
    {
        cx.delete(&EXPORTS, oldest);
    }
    cx.put(&EXPORTS, id, task);
    let now = cx.now();
    cx.schedule(&EXPORT, id, now, id).await
}

/// How a task ended that did not fail.
enum Ended {
    Completed,
    Cancelled,
}

pub(crate) async fn run(wx: &mut WaitCx<'_>, raw: &[u8]) -> ApiResult<()> {
    let id = EXPORT.payload(raw)?;
    let task = transact!(wx, cx => go_on(cx, &id).await)?;
    let Some(task) = task else { return finish(wx, &id, Status::Cancelled, None).await };
    match export(wx, &id, &task).await {
        Ok(Ended::Completed) => {
            finish(wx, &id, Status::Completed, Some("Completed successfully".to_owned())).await
        }
        Ok(Ended::Cancelled) => finish(wx, &id, Status::Cancelled, None).await,
        Err(error) if error.status() < 500 => {
            let why = error.message().unwrap_or_else(|| error.code()).to_owned();
            finish(wx, &id, Status::Failed, Some(why)).await
        }
        Err(error) => Err(error),
    }
}

/// The task, which works now; nothing when it is not to.
async fn go_on(cx: &mut Cx<'_>, id: &String) -> ApiResult<Option<ExportTask>> {
    let task = cx.get(&EXPORTS, id).await?;
    let Some(mut task) = task else { return Ok(None) };
    if !matches!(task.status, Status::Pending | Status::Running) {
        return Ok(None);
    }
    task.status = Status::Running;
    cx.put(&EXPORTS, id, &task);
    Ok(Some(task))
}

async fn finish(
    wx: &mut WaitCx<'_>,
    id: &String,
    status: Status,
    message: Option<String>,
) -> ApiResult<()> {
    transact!(wx, cx => {
        let task = cx.get(&EXPORTS, id).await?;
        if let Some(mut task) = task.filter(|task| task.status.is_active()) {
            task.status = status;
            task.message.clone_from(&message);
            task.completed_at = Some(cx.now().as_millis());
            cx.put(&EXPORTS, id, &task);
        }
        Ok(())
    })
}

async fn export(wx: &mut WaitCx<'_>, id: &String, task: &ExportTask) -> ApiResult<Ended> {
    let streams = transact!(wx, cx => streams(cx, task).await)?;
    for (name, stream) in streams {
        let mut beyond = None;
        for number in 0.. {
            if transact!(wx, cx => go_on(cx, id).await)?.is_none() {
                return Ok(Ended::Cancelled);
            }
            let mut file = GzEncoder::new(Vec::new(), Compression::default());
            let (last, more) = fill(wx, task, &stream, beyond, &mut file).await?;
            if last.is_none() {
                break;
            }
            let body = file.finish().map_err(ApiError::bug)?;
            let folder = name.as_str().replace('/', "-");
            let key = format!("{}/{id}/{folder}/{number:06}.gz", task.folder);
            export_bucket::put(wx, task, key, body.into()).await?;
            beyond = last;
            if !more {
                break;
            }
        }
    }
    Ok(Ended::Completed)
}

async fn streams(cx: &mut Cx<'_>, task: &ExportTask) -> ApiResult<Vec<(StreamName, Stream)>> {
    let group = group::find(cx, &task.group).await?;
    let prefix = task.prefix.as_deref().unwrap_or_default();
    let range = cx.rows(&STREAMS).prefix(&group.id).starting_with(prefix);
    let all = cx.range(&STREAMS, &range, usize::MAX).await?;
    let all = all.into_iter().map(|((_, name), stream)| (name, stream)).collect();
    Ok(read::in_time(all, task.from, task.to - 1))
}

/// Fills a file with the events beyond a position; says where it ends, and whether more are left.
async fn fill(
    wx: &mut WaitCx<'_>,
    task: &ExportTask,
    stream: &Stream,
    beyond: Option<Position>,
    file: &mut GzEncoder<Vec<u8>>,
) -> ApiResult<(Option<Position>, bool)> {
    let (mut last, mut filled) = (None, 0);
    loop {
        let from = last.or(beyond);
        let (lines, end) = transact!(wx, cx => lines(cx, task, stream, from).await)?;
        if end.is_none() {
            return Ok((last, false));
        }
        file.write_all(&lines).map_err(ApiError::bug)?;
        filled += lines.len();
        last = end;
        if filled >= FILE {
            return Ok((last, true));
        }
    }
}

/// Some lines of an export, and where they end.
async fn lines(
    cx: &mut Cx<'_>,
    task: &ExportTask,
    stream: &Stream,
    beyond: Option<Position>,
) -> ApiResult<(Vec<u8>, Option<Position>)> {
    let group = group::find(cx, &task.group).await?;
    let from = task.from.max(group.oldest(cx.now().as_millis()));
    let window = Window { from, to: task.to - 1, beyond };
    let streams = std::iter::once(stream);
    let mut reader = Reader::new(cx, &group, streams, Way::Forward, window).await?;
    let (mut out, mut last) = (Vec::new(), None);
    while let Some(event) = reader.next(cx).await? {
        let time = Timestamp::from_millis(event.position.time).iso8601_millis();
        out.extend_from_slice(time.as_bytes());
        out.push(b' ');
        out.extend_from_slice(event.message.as_bytes());
        out.push(b'\n');
        last = Some(event.position);
        if out.len() >= AT_ONCE {
            break;
        }
    }
    Ok((out, last))
}
