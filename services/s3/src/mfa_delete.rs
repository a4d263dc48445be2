//! MFA delete: what only the bucket owner's root user with a second factor may do.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/MultiFactorAuthenticationDelete.html>

use kernel::{ApiError, ApiResult, Arn, Cx, Principal};

use crate::bucket::Bucket;

/// Fails unless the owner's root user calls, with a valid code: `x-amz-mfa: SERIAL CODE`.
pub(crate) async fn require(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    header: Option<&str>,
) -> ApiResult<()> {
    let Some(header) = header else {
        return Err(denied("Mfa Authentication must be used for this request"));
    };
    let caller = cx.caller();
    if caller.principal != Principal::Root || caller.account != bucket.owner {
        return Err(denied("This operation may only be performed by the bucket owner"));
    }
    let root = format!("arn:{}:iam::{}:root", cx.partition(), bucket.owner);
    let root: Arn = root.parse().map_err(ApiError::bug)?;
    let (serial, code) = header.trim().split_once(' ').unwrap_or_default();
    match cx.verify_mfa(&root, serial, code.trim()).await? {
        true => Ok(()),
        false => Err(denied("Access Denied")),
    }
}

fn denied(message: &str) -> ApiError {
    ApiError::new("AccessDenied", 403, message)
}
