//! PutBucketAccelerateConfiguration: whether the hosts of accelerated transfers serve the bucket.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketAccelerateConfiguration.html>

use gen_s3::PutBucketAccelerateConfigurationInput;
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::bucket;
use crate::kept::Kept;
use crate::{configuration, refusals};

pub(crate) async fn put_bucket_accelerate_configuration(
    cx: &mut Cx<'_>,
    input: &PutBucketAccelerateConfigurationInput,
) -> ApiResult<Empty> {
    let bucket = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    if input.bucket.contains('.') {
        return Err(refusals::invalid_request(
            "S3 Transfer Acceleration is not supported for buckets with periods (.) in their names",
        ));
    }
    let given = input.accelerate_configuration.clone();
    if !matches!(given.status.as_deref(), Some("Enabled" | "Suspended")) {
        return Err(refusals::malformed_xml());
    }
    configuration::put(cx, &bucket, "", &Kept(given))?;
    Ok(Empty::default())
}
