//! GetObjectTagging.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_GetObjectTagging.html>

use gen_s3::{GetObjectTaggingInput, GetObjectTaggingOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_object_tagging(
    _cx: &mut Cx<'_>,
    _input: &GetObjectTaggingInput,
) -> ApiResult<GetObjectTaggingOutput> {
    Err(ApiError::not_implemented("s3:GetObjectTagging"))
}
