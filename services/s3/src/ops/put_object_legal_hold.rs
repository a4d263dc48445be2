//! PutObjectLegalHold: puts a version on hold, or ends that.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectLegalHold.html>

use gen_s3::{PutObjectLegalHoldInput, PutObjectLegalHoldOutput};
use kernel::{ApiResult, Cx};

use crate::bucket;
use crate::object_key::ObjectKey;
use crate::{object_change, refusals, versions};

pub(crate) async fn put_object_legal_hold(
    cx: &mut Cx<'_>,
    input: &PutObjectLegalHoldInput,
) -> ApiResult<PutObjectLegalHoldOutput> {
    let bucket = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    let key = ObjectKey::parse(&input.key)?;
    let mut version =
        object_change::find(cx, &bucket, &key, input.version_id.as_deref(), "PUT").await?;
    let status = input.legal_hold.as_ref().and_then(|hold| hold.status.as_deref());
    let hold = match status {
        Some("ON") => true,
        Some("OFF") => false,
        _ => return Err(refusals::malformed_xml()),
    };
    object_change::require_lock(&bucket)?;
    if let Some(object) = &mut version.object {
        object.lock.legal_hold = Some(hold);
    }
    versions::save(cx, &bucket, &key, &version).await?;
    Ok(PutObjectLegalHoldOutput::default())
}
