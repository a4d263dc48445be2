//! PutBucketLogging: where the bucket's access log goes; an empty status ends it.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketLogging.html>

use std::sync::Arc;

use gen_s3::{LoggingEnabled, PutBucketLoggingInput};
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::access_log::deliver;
use crate::bucket;
use crate::kept::Kept;
use crate::{configuration, logging_rules};

pub(crate) async fn put_bucket_logging(
    cx: &mut Cx<'_>,
    input: &PutBucketLoggingInput,
) -> ApiResult<Empty> {
    let found = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    if let Some(given) = &input.bucket_logging_status.logging_enabled {
        logging_rules::check(cx, &found, given).await?;
    }
    deliver::end(cx, &found).await?;
    let mut bucket = Arc::unwrap_or_clone(found);
    match &input.bucket_logging_status.logging_enabled {
        Some(given) => {
            configuration::put(cx, &bucket, "", &Kept(given.clone()))?;
            bucket.configured.logging = true;
            deliver::plan(cx, &bucket).await?;
        }
        None => {
            configuration::delete::<Kept<LoggingEnabled>>(cx, &bucket, "");
            bucket.configured.logging = false;
        }
    }
    bucket::save(cx, &bucket);
    Ok(Empty::default())
}
