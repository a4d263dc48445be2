//! Where access logs may go: a bucket of the same owner in the same region.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html>

use gen_s3::{Grant, LoggingEnabled};
use kernel::{ApiError, ApiResult, Cx};

use crate::acl;
use crate::bucket::{Bucket, Ownership};
use crate::bucket_name::BucketName;
use crate::refusals::{invalid_argument, malformed_xml};
use crate::tables::BUCKETS;

pub(crate) async fn check(
    cx: &mut Cx<'_>,
    source: &Bucket,
    given: &LoggingEnabled,
) -> ApiResult<()> {
    let missing = || {
        let message = "The target bucket for logging does not exist";
        ApiError::new("InvalidTargetBucketForLogging", 400, message)
            .with_extra("TargetBucket", given.target_bucket.as_str())
    };
    let target = match BucketName::parse(&given.target_bucket) {
        Ok(name) => cx.get_shared(&BUCKETS, &name).await?,
        Err(_) => None,
    };
    let target = target.ok_or_else(missing)?;
    if target.owner != source.owner {
        let message =
            "The owner for the bucket to be logged and the target bucket must be the same.";
        return Err(ApiError::new("InvalidTargetBucketForLogging", 400, message)
            .with_extra("TargetBucket", given.target_bucket.as_str()));
    }
    if target.region != source.region {
        return Err(other_region(source.region.as_str(), target.region.as_str()));
    }
    check_format(given)?;
    let Some(grants) = &given.target_grants else { return Ok(()) };
    if target.ownership == Some(Ownership::BucketOwnerEnforced) {
        let message = "Bucket cannot have TargetGrants set with ObjectOwnership's BucketOwnerEnforced setting";
        return Err(invalid_argument(message, "TargetGrants"));
    }
    for grant in grants {
        let grant = Grant { grantee: grant.grantee.clone(), permission: grant.permission.clone() };
        acl::of_grant(&grant).map_err(|error| match error.code() {
            "MalformedACLError" => malformed_xml(),
            _ => error,
        })?;
    }
    Ok(())
}

/// One format of keys, and of those that are partitioned one source of dates.
fn check_format(given: &LoggingEnabled) -> ApiResult<()> {
    let Some(format) = &given.target_object_key_format else { return Ok(()) };
    match (&format.simple_prefix, &format.partitioned_prefix) {
        (Some(_), None) => Ok(()),
        (None, Some(partitioned)) => match partitioned.partition_date_source.as_deref() {
            Some("EventTime" | "DeliveryTime") => Ok(()),
            _ => Err(malformed_xml()),
        },
        _ => Err(malformed_xml()),
    }
}

/// AWS's code and message have these letters and this space.
fn other_region(source: &str, target: &str) -> ApiError {
    let message = "Cross S3 location logging not allowed. ";
    let error = ApiError::new("CrossLocationLoggingProhibitted", 403, message)
        .with_extra("TargetBucketLocation", target);
    match source {
        "us-east-1" => error,
        _ => error.with_extra("SourceBucketLocation", source),
    }
}
