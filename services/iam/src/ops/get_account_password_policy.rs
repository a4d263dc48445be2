//! GetAccountPasswordPolicy: the account's own policy, if it has one.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountPasswordPolicy.html>

use gen_iam::{GetAccountPasswordPolicyResponse, PasswordPolicy};
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::credential_errors as errors;
use crate::passwords;

pub(crate) async fn get_account_password_policy(
    cx: &mut Cx<'_>,
    _input: &Empty,
) -> ApiResult<GetAccountPasswordPolicyResponse> {
    let account = cx.account();
    let policy = passwords::policy(cx).await?.ok_or_else(|| errors::no_password_policy(account))?;
    Ok(GetAccountPasswordPolicyResponse {
        password_policy: Some(PasswordPolicy {
            minimum_password_length: Some(policy.minimum_length),
            require_symbols: Some(policy.symbols),
            require_numbers: Some(policy.numbers),
            require_uppercase_characters: Some(policy.uppercase),
            require_lowercase_characters: Some(policy.lowercase),
            allow_users_to_change_password: Some(policy.users_may_change),
            expire_passwords: Some(policy.max_age.is_some()),
            max_password_age: policy.max_age,
            password_reuse_prevention: policy.reuse_prevention,
            hard_expiry: policy.hard_expiry,
        }),
    })
}
