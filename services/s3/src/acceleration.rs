//! Transfer acceleration: hosts of their own, which serve the buckets for which it is switched on. There is no way to
//! be made shorter here.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/transfer-acceleration-getting-started.html>

use gen_s3::AccelerateConfiguration;
use kernel::{ApiResult, Cx};

use crate::bucket::Bucket;
use crate::kept::Kept;
use crate::{configuration, errors};

/// Whether a host is one of these: `BUCKET.s3-accelerate.amazonaws.com`.
fn is_accelerated(host: &str) -> bool {
    host.starts_with("s3-accelerate.") || host.contains(".s3-accelerate.")
}

/// Fails when a call came to such a host and the bucket is not served there.
pub(crate) async fn check(cx: &mut Cx<'_>, bucket: &Bucket) -> ApiResult<()> {
    if !is_accelerated(cx.host()) {
        return Ok(());
    }
    let kept = configuration::get::<Kept<AccelerateConfiguration>>(cx, bucket, "").await?;
    match kept.and_then(|kept| kept.0.status).as_deref() {
        Some("Enabled") => Ok(()),
        Some(_) => {
            Err(errors::invalid_request("S3 Transfer Acceleration is disabled on this bucket"))
        }
        None => Err(errors::invalid_request(
            "S3 Transfer Acceleration is not configured on this bucket",
        )),
    }
}

/// Whether it is switched on for the bucket.
pub(crate) async fn is_on(cx: &mut Cx<'_>, bucket: &Bucket) -> ApiResult<bool> {
    let kept = configuration::get::<Kept<AccelerateConfiguration>>(cx, bucket, "").await?;
    Ok(kept.is_some_and(|kept| kept.0.status.as_deref() == Some("Enabled")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts() {
        for (host, accelerated) in [
            ("b.s3-accelerate.amazonaws.com", true),
            ("my-b.s3-accelerate.dualstack.amazonaws.com", true),
            ("b.s3-accelerate.localhost:4566", true),
            ("b.s3.localhost:4566", false),
            ("s3-accelerated.example.com", false),
        ] {
            assert_eq!(is_accelerated(host), accelerated, "{host}");
        }
    }
}
