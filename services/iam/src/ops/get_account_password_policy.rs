//! GetAccountPasswordPolicy.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_GetAccountPasswordPolicy.html>

use gen_iam::{GetAccountPasswordPolicyInput, GetAccountPasswordPolicyOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_account_password_policy(
    _cx: &mut Cx<'_>,
    _input: &GetAccountPasswordPolicyInput,
) -> ApiResult<GetAccountPasswordPolicyOutput> {
    Err(ApiError::not_implemented("iam:GetAccountPasswordPolicy"))
}
