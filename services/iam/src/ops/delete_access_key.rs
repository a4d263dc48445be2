//! DeleteAccessKey.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_DeleteAccessKey.html>

use gen_iam::{DeleteAccessKeyInput, DeleteAccessKeyOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn delete_access_key(
    _cx: &mut Cx<'_>,
    _input: &DeleteAccessKeyInput,
) -> ApiResult<DeleteAccessKeyOutput> {
    Err(ApiError::not_implemented("iam:DeleteAccessKey"))
}
