//! AbortMultipartUpload: the upload and its parts are gone.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_AbortMultipartUpload.html>

use gen_s3::{AbortMultipartUploadInput, AbortMultipartUploadOutput};
use kernel::{ApiResult, Cx};

use crate::object_key::ObjectKey;
use crate::{bucket, errors, upload};

pub(crate) async fn abort_multipart_upload(
    cx: &mut Cx<'_>,
    input: &AbortMultipartUploadInput,
) -> ApiResult<AbortMultipartUploadOutput> {
    if input.if_match_initiated_time.is_some() {
        return Err(errors::header_not_implemented("x-amz-if-match-initiated-time"));
    }
    let key = ObjectKey::parse(&input.key)?;
    let bucket = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    let upload = upload::find(cx, &bucket, &key, &input.upload_id).await?;
    upload::end(cx, &bucket, &key, &upload, |_| false).await?;
    Ok(AbortMultipartUploadOutput::default())
}
