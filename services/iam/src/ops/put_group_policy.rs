//! PutGroupPolicy.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_PutGroupPolicy.html>

use gen_iam::{PutGroupPolicyInput, PutGroupPolicyOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn put_group_policy(
    _cx: &mut Cx<'_>,
    _input: &PutGroupPolicyInput,
) -> ApiResult<PutGroupPolicyOutput> {
    Err(ApiError::not_implemented("iam:PutGroupPolicy"))
}
