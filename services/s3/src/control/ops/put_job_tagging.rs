//! PutJobTagging: all tags of a job at once.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_PutJobTagging.html>

use gen_s3control::{PutJobTaggingInput, PutJobTaggingOutput};
use kernel::{ApiResult, Cx};

use crate::batch::job;
use crate::control::job_tags;

pub(crate) async fn put_job_tagging(
    cx: &mut Cx<'_>,
    input: &PutJobTaggingInput,
) -> ApiResult<PutJobTaggingOutput> {
    let tags = job_tags::check(&input.tags)?;
    let mut job = job::own(cx, &input.job_id).await?;
    job.tags = tags;
    job.save(cx);
    Ok(PutJobTaggingOutput::default())
}
