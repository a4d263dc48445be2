//! AttachPolicy.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_AttachPolicy.html>

use gen_organizations::{AttachPolicyInput, AttachPolicyOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn attach_policy(
    _cx: &mut Cx<'_>,
    _input: &AttachPolicyInput,
) -> ApiResult<AttachPolicyOutput> {
    Err(ApiError::not_implemented("organizations:AttachPolicy"))
}
