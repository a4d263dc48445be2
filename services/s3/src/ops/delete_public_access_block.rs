//! DeletePublicAccessBlock.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_DeletePublicAccessBlock.html>

use gen_s3::{DeletePublicAccessBlockInput, DeletePublicAccessBlockOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn delete_public_access_block(
    _cx: &mut Cx<'_>,
    _input: &DeletePublicAccessBlockInput,
) -> ApiResult<DeletePublicAccessBlockOutput> {
    Err(ApiError::not_implemented("s3:DeletePublicAccessBlock"))
}
