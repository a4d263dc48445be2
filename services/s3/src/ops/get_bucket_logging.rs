//! GetBucketLogging: where the bucket's access log goes.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLogging.html>

use gen_s3::{GetBucketLoggingInput, GetBucketLoggingOutput, LoggingEnabled};
use kernel::{ApiResult, Cx};

use crate::bucket;
use crate::configuration;
use crate::kept::Kept;

pub(crate) async fn get_bucket_logging(
    cx: &mut Cx<'_>,
    input: &GetBucketLoggingInput,
) -> ApiResult<GetBucketLoggingOutput> {
    let bucket = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    let kept = configuration::get::<Kept<LoggingEnabled>>(cx, &bucket, "").await?;
    Ok(GetBucketLoggingOutput { logging_enabled: kept.map(|kept| kept.0) })
}
