//! UntagUser.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_UntagUser.html>

use gen_iam::{UntagUserInput, UntagUserOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn untag_user(
    _cx: &mut Cx<'_>,
    _input: &UntagUserInput,
) -> ApiResult<UntagUserOutput> {
    Err(ApiError::not_implemented("iam:UntagUser"))
}
