//! PutRolePolicy.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_PutRolePolicy.html>

use gen_iam::{PutRolePolicyInput, PutRolePolicyOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn put_role_policy(
    _cx: &mut Cx<'_>,
    _input: &PutRolePolicyInput,
) -> ApiResult<PutRolePolicyOutput> {
    Err(ApiError::not_implemented("iam:PutRolePolicy"))
}
