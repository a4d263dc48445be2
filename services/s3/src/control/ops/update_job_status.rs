//! UpdateJobStatus: confirms a job that waits for that, or calls one off.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_UpdateJobStatus.html>

use gen_s3control::{UpdateJobStatusInput, UpdateJobStatusOutput};
use kernel::{ApiResult, Cx};

use crate::batch::{job, run};
use crate::control_errors;

pub(crate) async fn update_job_status(
    cx: &mut Cx<'_>,
    input: &UpdateJobStatusInput,
) -> ApiResult<UpdateJobStatusOutput> {
    let asked = input.requested_job_status.as_str();
    if !matches!(asked, "Ready" | "Cancelled") {
        return Err(control_errors::invalid_request("The status must be Ready or Cancelled."));
    }
    let mut job = job::own(cx, &input.job_id).await?;
    let next = job.status.asked_for(asked);
    let next = next.ok_or_else(|| control_errors::job_status(job.status.as_str(), asked))?;
    job.become_at(next, cx.now());
    job.reason.clone_from(&input.status_update_reason);
    job.save(cx);
    run::go_on(cx, &job.id).await?;
    Ok(UpdateJobStatusOutput {
        job_id: Some(job.id),
        status: Some(next.as_str().to_owned()),
        status_update_reason: job.reason,
    })
}
