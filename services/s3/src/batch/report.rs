//! Reports of what jobs did: lists of tasks as CSV, and a description that names them, written as the job's role.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-examples-reports.html>

use std::fmt::Write as _;

use gen_s3::PutObjectInput;
use gen_s3control::JobReport;
use kernel::{ApiError, ApiResult, Kernel, transact};
use schema::ByteStream;
use serde::Serialize;

use super::csv::field;
use super::job::{BatchJob, Outcome, Task};
use super::{Fault, Worker, own_call, place};
use crate::listing::encode;
use crate::tables::BATCH_TASKS;

/// Tasks that are read at once.
const AT_ONCE: usize = 1_000;
/// Lines of one list.
const LINES: usize = 50_000;
const SCHEMA: &str = "Bucket, Key, VersionId, TaskStatus, ErrorCode, HTTPStatusCode, ResultMessage";
const SUCCEEDED: &str = "succeeded";
const FAILED: &str = "failed";

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Description<'a> {
    format: &'a str,
    report_creation_date: String,
    results: &'a [Made<'a>],
    report_schema: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Made<'a> {
    task_execution_status: &'a str,
    bucket: &'a str,
    #[serde(rename = "MD5Checksum")]
    md5: String,
    key: String,
}

/// One list that grows.
struct List {
    status: &'static str,
    text: String,
    lines: usize,
}

/// A report while it is written.
struct Writer<'w, 'k> {
    worker: &'w Worker<'k>,
    job: &'w BatchJob,
    report: &'w JobReport,
    bucket: &'w str,
    made: Vec<Made<'w>>,
}

type Written = ApiResult<Result<(), Fault>>;

/// Writes the report of a job, if it has one and anything was done.
pub(super) async fn write(kernel: &Kernel, job: &BatchJob) -> Written {
    let report = &job.request.0.report;
    let home = report.bucket.as_deref().and_then(place::bucket);
    let Some(bucket) = home.filter(|_| report.enabled && job.next > 0) else { return Ok(Ok(())) };
    let worker = match Worker::of(kernel, job).await? {
        Ok(worker) => worker,
        Err(fault) => return Ok(Err(fault)),
    };
    let mut writer = Writer { worker: &worker, job, report, bucket, made: Vec::new() };
    let call = own_call(kernel, job.account, &job.region);
    let all = report.report_scope.as_deref() == Some("AllTasks");
    let mut lists =
        [SUCCEEDED, FAILED].map(|status| List { status, text: String::new(), lines: 0 });
    let mut next = 0;
    while next < job.next {
        let tasks = transact!(kernel, &call, cx => {
            let range = cx.rows(&BATCH_TASKS).prefix(&job.number);
            let range = match next {
                0 => range,
                next => range.after(&(job.number, next - 1)),
            };
            cx.range(&BATCH_TASKS, &range, AT_ONCE).await
        })?;
        if tasks.is_empty() {
            break;
        }
        next += tasks.len() as u64;
        for (_, task) in tasks {
            let Some(outcome) = &task.outcome else { continue };
            let [succeeded, failed] = &mut lists;
            let list = if outcome.code.is_some() { failed } else { succeeded };
            if list.status == SUCCEEDED && !all {
                continue;
            }
            list.text.push_str(&line(&task, outcome));
            list.lines += 1;
            if list.lines == LINES
                && let Err(fault) = writer.list(list).await?
            {
                return Ok(Err(fault));
            }
        }
    }
    for list in &mut lists {
        if list.lines > 0
            && let Err(fault) = writer.list(list).await?
        {
            return Ok(Err(fault));
        }
    }
    writer.finish().await
}

impl Writer<'_, '_> {
    fn home(&self) -> String {
        let prefix = self.report.prefix.as_deref();
        let prefix = prefix.map(|p| format!("{}/", p.trim_end_matches('/'))).unwrap_or_default();
        format!("{prefix}job-{}", self.job.id)
    }

    async fn list(&mut self, list: &mut List) -> Written {
        let name = self.worker.kernel.random().uuid().replace('-', "");
        let key = format!("{}/results/{name}.csv", self.home());
        list.lines = 0;
        match self.put(&key, std::mem::take(&mut list.text), "text/csv").await? {
            Ok(md5) => {
                let shown = self.report.bucket.as_deref().unwrap_or_default();
                let bucket = shown.split_once(":s3:::").map_or(shown, |(_, name)| name);
                self.made.push(Made { task_execution_status: list.status, bucket, md5, key });
                Ok(Ok(()))
            }
            Err(fault) => Ok(Err(fault)),
        }
    }

    async fn finish(&self) -> Written {
        let description = Description {
            format: "Report_CSV_20180820",
            report_creation_date: self.worker.kernel.clock().now().iso8601_millis(),
            results: &self.made,
            report_schema: SCHEMA,
        };
        let text = serde_json::to_string(&description).map_err(ApiError::bug)?;
        let key = format!("{}/manifest.json", self.home());
        let md5 = match self.put(&key, text, "application/json").await? {
            Ok(md5) => md5,
            Err(fault) => return Ok(Err(fault)),
        };
        Ok(self.put(&format!("{key}.md5"), md5, "text/plain").await?.map(drop))
    }

    /// Writes an object; the digest of its bytes.
    async fn put(
        &self,
        key: &str,
        text: String,
        content_type: &str,
    ) -> ApiResult<Result<String, Fault>> {
        let md5 = md5_of(text.as_bytes());
        let input = PutObjectInput {
            bucket: self.bucket.to_owned(),
            key: key.to_owned(),
            body: Some(ByteStream::from_bytes(text.into_bytes().into())),
            content_type: Some(content_type.to_owned()),
            expected_bucket_owner: self.report.expected_bucket_owner.clone(),
            server_side_encryption: Some("AES256".to_owned()),
            ..PutObjectInput::default()
        };
        match self.worker.call::<gen_s3::operations::PutObject>(input).await {
            Ok(_) => Ok(Ok(md5)),
            Err(error) => {
                let why = error.message().unwrap_or_default();
                let why = format!("The report could not be written: {why}");
                Ok(Err(Fault::new(error.code(), why)))
            }
        }
    }
}

fn md5_of(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(32);
    for byte in md5::Md5::digest(bytes) {
        // Writing into a string cannot fail.
        let _infallible = write!(text, "{byte:02x}");
    }
    text
}

fn line(task: &Task, outcome: &Outcome) -> String {
    let status = if outcome.code.is_some() { FAILED } else { SUCCEEDED };
    format!(
        "{},{},{},{status},{},{},{}\n",
        field(&task.bucket),
        field(&encode(&task.key)),
        task.version.as_deref().map(field).unwrap_or_default(),
        outcome.status,
        outcome.code.as_deref().map(field).unwrap_or_default(),
        field(&outcome.message),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines() {
        let task = Task { bucket: "b".into(), key: "a b,c".into(), version: None, outcome: None };
        let good = Outcome { status: 200, code: None, message: "Successful".into() };
        assert_eq!(line(&task, &good), "b,a%20b%2Cc,,succeeded,200,,Successful\n");
        let bad =
            Outcome { status: 404, code: Some("NoSuchKey".into()), message: "a, \"b\"".into() };
        let task = Task { version: Some("v".into()), ..task };
        assert_eq!(line(&task, &bad), "b,a%20b%2Cc,v,failed,404,NoSuchKey,\"a, \"\"b\"\"\"\n");
    }

    #[test]
    fn digests() {
        assert_eq!(md5_of(b""), "d41d8cd98f00b204e9800998ecf8427e");
    }
}
