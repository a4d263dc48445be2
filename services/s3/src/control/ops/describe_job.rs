//! DescribeJob: what a job is to do, and how far it is.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_DescribeJob.html>

use gen_s3control::{DescribeJobInput, DescribeJobOutput};
use kernel::{ApiResult, Cx};

use crate::batch::job;

pub(crate) async fn describe_job(
    cx: &mut Cx<'_>,
    input: &DescribeJobInput,
) -> ApiResult<DescribeJobOutput> {
    let job = job::own(cx, &input.job_id).await?;
    Ok(DescribeJobOutput { job: Some(job.described(cx.now())) })
}
