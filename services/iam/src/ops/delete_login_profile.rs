//! DeleteLoginProfile.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_DeleteLoginProfile.html>

use gen_iam::{DeleteLoginProfileInput, DeleteLoginProfileOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn delete_login_profile(
    _cx: &mut Cx<'_>,
    _input: &DeleteLoginProfileInput,
) -> ApiResult<DeleteLoginProfileOutput> {
    Err(ApiError::not_implemented("iam:DeleteLoginProfile"))
}
