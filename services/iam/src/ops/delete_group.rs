//! DeleteGroup.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_DeleteGroup.html>

use gen_iam::{DeleteGroupInput, DeleteGroupOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn delete_group(
    _cx: &mut Cx<'_>,
    _input: &DeleteGroupInput,
) -> ApiResult<DeleteGroupOutput> {
    Err(ApiError::not_implemented("iam:DeleteGroup"))
}
