//! Export tasks: the events of a log group, written into a bucket.
//! Ref: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/S3Export.html>

use gen_logs::values::export_task_status_code as code;
use gen_logs::{ExportTask as Shown, ExportTaskExecutionInfo, ExportTaskStatus};
use serde::{Deserialize, Serialize};

use crate::names::GroupName;

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
