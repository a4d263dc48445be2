//! AttachUserPolicy.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_AttachUserPolicy.html>

use gen_iam::{AttachUserPolicyInput, AttachUserPolicyOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn attach_user_policy(
    _cx: &mut Cx<'_>,
    _input: &AttachUserPolicyInput,
) -> ApiResult<AttachUserPolicyOutput> {
    Err(ApiError::not_implemented("iam:AttachUserPolicy"))
}
