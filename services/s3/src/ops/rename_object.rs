//! RenameObject.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_RenameObject.html>

use gen_s3::{RenameObjectInput, RenameObjectOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn rename_object(
    _cx: &mut Cx<'_>,
    _input: &RenameObjectInput,
) -> ApiResult<RenameObjectOutput> {
    Err(ApiError::not_implemented("s3:RenameObject"))
}
