//! CreateJob: has something done to many objects. The same request with the same token is the same job.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_CreateJob.html>

use std::time::Duration;

use gen_s3control::{CreateJobInput, CreateJobOutput};
use kernel::{ApiResult, Cx};

use crate::batch::job::{self, BatchJob, Status};
use crate::batch::{check, run};
use crate::control::job_tags;
use crate::control_errors;
use crate::kept::Kept;
use crate::limits;
use crate::tables::{BATCH_JOBS, BATCH_RUNNING, BATCH_TOKENS};

pub(crate) async fn create_job(
    cx: &mut Cx<'_>,
    input: &CreateJobInput,
) -> ApiResult<CreateJobOutput> {
    check::check(input)?;
    let tags = job_tags::check(input.tags.as_deref().unwrap_or_default())?;
    let token = job::key(cx.account(), cx.region(), &input.client_request_token);
    if let Some(id) = cx.get(&BATCH_TOKENS, &token).await? {
        let known = cx.get(&BATCH_JOBS, &job::key(cx.account(), cx.region(), &id)).await?;
        return match known.is_some_and(|job| job.request.0 == *input) {
            true => Ok(CreateJobOutput { job_id: Some(id) }),
            false => Err(control_errors::token_used()),
        };
    }
    let place = (cx.account().as_str().to_owned(), cx.region().to_string());
    let running = cx.rows(&BATCH_RUNNING).prefix(&place);
    let running = cx.range(&BATCH_RUNNING, &running, limits::MAX_RUNNING_JOBS).await?;
    if running.len() >= limits::MAX_RUNNING_JOBS {
        return Err(control_errors::too_many_jobs());
    }
    let job = BatchJob {
        id: cx.random().uuid(),
        number: cx.next_sequence(),
        account: cx.account(),
        region: cx.region().clone(),
        request: Kept(input.clone()),
        priority: input.priority,
        tags,
        status: Status::New,
        reason: None,
        created: cx.now(),
        suspended: None,
        ended: None,
        failures: Vec::new(),
        generated: None,
        total: 0,
        next: 0,
        succeeded: 0,
        failed: 0,
        active_since: None,
        active: Duration::ZERO,
    };
    job.save(cx);
    if let Some(token) = job::token_key(&job) {
        cx.put(&BATCH_TOKENS, &token, &job.id);
    }
    run::go_on(cx, &job.id).await?;
    Ok(CreateJobOutput { job_id: Some(job.id) })
}
