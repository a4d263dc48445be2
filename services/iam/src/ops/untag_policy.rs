//! UntagPolicy.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_UntagPolicy.html>

use gen_iam::{UntagPolicyInput, UntagPolicyOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn untag_policy(
    _cx: &mut Cx<'_>,
    _input: &UntagPolicyInput,
) -> ApiResult<UntagPolicyOutput> {
    Err(ApiError::not_implemented("iam:UntagPolicy"))
}
