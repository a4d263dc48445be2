//! UpdateJobPriority: jobs of a higher number go first.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_UpdateJobPriority.html>

use gen_s3control::{UpdateJobPriorityInput, UpdateJobPriorityOutput};
use kernel::{ApiResult, Cx};

use crate::batch::job;
use crate::control_errors;

pub(crate) async fn update_job_priority(
    cx: &mut Cx<'_>,
    input: &UpdateJobPriorityInput,
) -> ApiResult<UpdateJobPriorityOutput> {
    let mut job = job::own(cx, &input.job_id).await?;
    if input.priority < 0 {
        return Err(control_errors::invalid_request("Priority must not be negative."));
    }
    if job.status.is_end() {
        return Err(control_errors::job_has_ended(job.status.as_str()));
    }
    job.priority = input.priority;
    job.save(cx);
    Ok(UpdateJobPriorityOutput { job_id: Some(job.id), priority: Some(job.priority) })
}
