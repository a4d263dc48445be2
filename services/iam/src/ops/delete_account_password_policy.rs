//! DeleteAccountPasswordPolicy.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_DeleteAccountPasswordPolicy.html>

use gen_iam::{DeleteAccountPasswordPolicyInput, DeleteAccountPasswordPolicyOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn delete_account_password_policy(
    _cx: &mut Cx<'_>,
    _input: &DeleteAccountPasswordPolicyInput,
) -> ApiResult<DeleteAccountPasswordPolicyOutput> {
    Err(ApiError::not_implemented("iam:DeleteAccountPasswordPolicy"))
}
