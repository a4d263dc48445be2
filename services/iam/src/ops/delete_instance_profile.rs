//! DeleteInstanceProfile.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_DeleteInstanceProfile.html>

use gen_iam::{DeleteInstanceProfileInput, DeleteInstanceProfileOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn delete_instance_profile(
    _cx: &mut Cx<'_>,
    _input: &DeleteInstanceProfileInput,
) -> ApiResult<DeleteInstanceProfileOutput> {
    Err(ApiError::not_implemented("iam:DeleteInstanceProfile"))
}
