//! GetJobTagging: the tags of a job.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_GetJobTagging.html>

use gen_s3control::{GetJobTaggingInput, GetJobTaggingOutput};
use kernel::{ApiResult, Cx};

use crate::batch::job;
use crate::control::job_tags;

pub(crate) async fn get_job_tagging(
    cx: &mut Cx<'_>,
    input: &GetJobTaggingInput,
) -> ApiResult<GetJobTaggingOutput> {
    let job = job::own(cx, &input.job_id).await?;
    Ok(GetJobTaggingOutput { tags: Some(job_tags::shown(&job.tags)) })
}
