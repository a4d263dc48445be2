//! PutPublicAccessBlock.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_PutPublicAccessBlock.html>

use gen_s3::{PutPublicAccessBlockInput, PutPublicAccessBlockOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn put_public_access_block(
    _cx: &mut Cx<'_>,
    _input: &PutPublicAccessBlockInput,
) -> ApiResult<PutPublicAccessBlockOutput> {
    Err(ApiError::not_implemented("s3:PutPublicAccessBlock"))
}
