//! UntagInstanceProfile.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_UntagInstanceProfile.html>

use gen_iam::{UntagInstanceProfileInput, UntagInstanceProfileOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn untag_instance_profile(
    _cx: &mut Cx<'_>,
    _input: &UntagInstanceProfileInput,
) -> ApiResult<UntagInstanceProfileOutput> {
    Err(ApiError::not_implemented("iam:UntagInstanceProfile"))
}
