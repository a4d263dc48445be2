//! GetPublicAccessBlock.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_GetPublicAccessBlock.html>

use gen_s3::{GetPublicAccessBlockInput, GetPublicAccessBlockOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_public_access_block(
    _cx: &mut Cx<'_>,
    _input: &GetPublicAccessBlockInput,
) -> ApiResult<GetPublicAccessBlockOutput> {
    Err(ApiError::not_implemented("s3:GetPublicAccessBlock"))
}
