//! DeleteJobTagging: all tags of a job.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_DeleteJobTagging.html>

use gen_s3control::{DeleteJobTaggingInput, DeleteJobTaggingOutput};
use kernel::{ApiResult, Cx};

use crate::batch::job;

pub(crate) async fn delete_job_tagging(
    cx: &mut Cx<'_>,
    input: &DeleteJobTaggingInput,
) -> ApiResult<DeleteJobTaggingOutput> {
    let mut job = job::own(cx, &input.job_id).await?;
    job.tags.clear();
    job.save(cx);
    Ok(DeleteJobTaggingOutput::default())
}
