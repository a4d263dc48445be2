//! What is remembered for a while and then forgotten: uploads that were completed.

use std::time::Duration;

use kernel::{ApiResult, BoxFuture, Cx, Job, JobEntry};
use serde::{Deserialize, Serialize};

use crate::object_key::ObjectKey;
use crate::tables::COMPLETED;

/// How long completing an upload again has the same answer.
const REMEMBERED: Duration = Duration::from_secs(24 * 3_600);

static FORGET: Job<Forget> = Job::new("s3.forget-completed");

#[derive(Debug, Serialize, Deserialize)]
struct Forget {
    bucket: u64,
    key: String,
    upload: u64,
}

/// The job, for the service's list.
pub(crate) const JOB: JobEntry = JobEntry { name: "s3.forget-completed", run };

/// Has a completed upload forgotten in time.
pub(crate) async fn schedule(
    cx: &mut Cx<'_>,
    bucket: u64,
    key: &ObjectKey,
    upload: u64,
) -> ApiResult<()> {
    let payload = Forget { bucket, key: key.as_str().to_owned(), upload };
    let due = cx.now().plus(REMEMBERED);
    cx.schedule(&FORGET, &upload.to_string(), due, &payload).await
}

fn run<'a>(cx: &'a mut Cx<'_>, raw: &'a [u8]) -> BoxFuture<'a, ApiResult<()>> {
    Box::pin(async move {
        let Forget { bucket, key, upload } = FORGET.payload(raw)?;
        cx.delete(&COMPLETED, &(bucket, ObjectKey(key), upload));
        Ok(())
    })
}
