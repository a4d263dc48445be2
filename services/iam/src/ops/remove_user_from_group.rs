//! RemoveUserFromGroup.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_RemoveUserFromGroup.html>

use gen_iam::{RemoveUserFromGroupInput, RemoveUserFromGroupOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn remove_user_from_group(
    _cx: &mut Cx<'_>,
    _input: &RemoveUserFromGroupInput,
) -> ApiResult<RemoveUserFromGroupOutput> {
    Err(ApiError::not_implemented("iam:RemoveUserFromGroup"))
}
