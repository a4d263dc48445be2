//! DeleteObject: of an object, or of one version.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObject.html>

use gen_s3::{DeleteObjectInput, DeleteObjectOutput};
use kernel::{ApiResult, Cx};

use crate::conditions::WriteConditions;
use crate::delete::{self, Deletion};
use crate::object_key::ObjectKey;
use crate::{bucket, errors, mfa_delete};

pub(crate) async fn delete_object(
    cx: &mut Cx<'_>,
    input: &DeleteObjectInput,
) -> ApiResult<DeleteObjectOutput> {
    // Conditions of directory buckets.
    if input.if_match_size.is_some() {
        return Err(errors::header_not_implemented("x-amz-if-match-size"));
    }
    if input.if_match_last_modified_time.is_some() {
        return Err(errors::header_not_implemented("x-amz-if-match-last-modified-time"));
    }
    let key = ObjectKey::parse(&input.key)?;
    let bucket = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    if bucket.mfa_delete && input.version_id.is_some() {
        mfa_delete::require(cx, &bucket, input.mfa.as_deref()).await?;
    }
    let deletion = Deletion {
        version_id: input.version_id.as_deref(),
        bypass: delete::check_bypass(&bucket, input.bypass_governance_retention)?,
        conditions: WriteConditions::of_delete(input.if_match.as_deref()),
    };
    let deleted = delete::delete(cx, &bucket, &key, &deletion).await?;
    Ok(DeleteObjectOutput {
        delete_marker: deleted.marker.then_some(true),
        version_id: deleted.version_id,
        ..DeleteObjectOutput::default()
    })
}
