//! GetObjectLegalHold: whether a version is on hold.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectLegalHold.html>

use gen_s3::{GetObjectLegalHoldInput, GetObjectLegalHoldOutput, ObjectLockLegalHold};
use kernel::{ApiResult, Cx};

use crate::bucket;
use crate::object_key::ObjectKey;
use crate::{object_change, refusals};

pub(crate) async fn get_object_legal_hold(
    cx: &mut Cx<'_>,
    input: &GetObjectLegalHoldInput,
) -> ApiResult<GetObjectLegalHoldOutput> {
    let bucket = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    let key = ObjectKey::parse(&input.key)?;
    object_change::require_lock(&bucket)?;
    let version =
        object_change::find(cx, &bucket, &key, input.version_id.as_deref(), "GET").await?;
    let hold = version.object.and_then(|object| object.lock.legal_hold);
    let status = match hold.ok_or_else(refusals::no_lock_of_object)? {
        true => "ON",
        false => "OFF",
    };
    Ok(GetObjectLegalHoldOutput {
        legal_hold: Some(ObjectLockLegalHold { status: Some(status.to_owned()) }),
    })
}
