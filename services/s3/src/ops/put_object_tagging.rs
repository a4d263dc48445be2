//! PutObjectTagging.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_PutObjectTagging.html>

use gen_s3::{PutObjectTaggingInput, PutObjectTaggingOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn put_object_tagging(
    _cx: &mut Cx<'_>,
    _input: &PutObjectTaggingInput,
) -> ApiResult<PutObjectTaggingOutput> {
    Err(ApiError::not_implemented("s3:PutObjectTagging"))
}
