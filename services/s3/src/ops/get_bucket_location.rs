//! GetBucketLocation: the constraint that the bucket was created with; us-east-1 is the empty one. Asked in us-east-1, it
//! answers for buckets of all regions.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html>

use gen_s3::{GetBucketLocationInput, GetBucketLocationOutput};
use kernel::{ApiResult, Cx};

use crate::bucket;

pub(crate) async fn get_bucket_location(
    cx: &mut Cx<'_>,
    input: &GetBucketLocationInput,
) -> ApiResult<GetBucketLocationOutput> {
    let owner = input.expected_bucket_owner.as_deref();
    let bucket = match cx.region().as_str() {
        "us-east-1" => bucket::find_anywhere(cx, &input.bucket, owner).await?,
        _ => bucket::find(cx, &input.bucket, owner).await?,
    };
    let location_constraint = Some(bucket.location.clone().unwrap_or_default());
    Ok(GetBucketLocationOutput { location_constraint })
}
