//! AttachGroupPolicy.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_AttachGroupPolicy.html>

use gen_iam::{AttachGroupPolicyInput, AttachGroupPolicyOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn attach_group_policy(
    _cx: &mut Cx<'_>,
    _input: &AttachGroupPolicyInput,
) -> ApiResult<AttachGroupPolicyOutput> {
    Err(ApiError::not_implemented("iam:AttachGroupPolicy"))
}
