//! UpdateAccountPasswordPolicy.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_UpdateAccountPasswordPolicy.html>

use gen_iam::{UpdateAccountPasswordPolicyInput, UpdateAccountPasswordPolicyOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn update_account_password_policy(
    _cx: &mut Cx<'_>,
    _input: &UpdateAccountPasswordPolicyInput,
) -> ApiResult<UpdateAccountPasswordPolicyOutput> {
    Err(ApiError::not_implemented("iam:UpdateAccountPasswordPolicy"))
}
