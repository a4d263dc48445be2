//! PutUserPolicy.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_PutUserPolicy.html>

use gen_iam::{PutUserPolicyInput, PutUserPolicyOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn put_user_policy(
    _cx: &mut Cx<'_>,
    _input: &PutUserPolicyInput,
) -> ApiResult<PutUserPolicyOutput> {
    Err(ApiError::not_implemented("iam:PutUserPolicy"))
}
