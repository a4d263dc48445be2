//! RestoreObject.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_RestoreObject.html>

use gen_s3::{RestoreObjectInput, RestoreObjectOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn restore_object(
    _cx: &mut Cx<'_>,
    _input: &RestoreObjectInput,
) -> ApiResult<RestoreObjectOutput> {
    Err(ApiError::not_implemented("s3:RestoreObject"))
}
