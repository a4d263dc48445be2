//! UpdateAccountPasswordPolicy: replaces the policy whole; what is not said falls back to its default.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccountPasswordPolicy.html>

use gen_iam::UpdateAccountPasswordPolicyRequest;
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::limits;
use crate::passwords::{self, policy::PasswordPolicy};

pub(crate) async fn update_account_password_policy(
    cx: &mut Cx<'_>,
    input: &UpdateAccountPasswordPolicyRequest,
) -> ApiResult<Empty> {
    let policy = PasswordPolicy {
        minimum_length: input.minimum_password_length.unwrap_or(limits::LEAST_PASSWORD_LENGTH),
        symbols: input.require_symbols.unwrap_or(false),
        numbers: input.require_numbers.unwrap_or(false),
        uppercase: input.require_uppercase_characters.unwrap_or(false),
        lowercase: input.require_lowercase_characters.unwrap_or(false),
        users_may_change: input.allow_users_to_change_password.unwrap_or(false),
        max_age: input.max_password_age,
        reuse_prevention: input.password_reuse_prevention,
        hard_expiry: input.hard_expiry,
    };
    passwords::put_policy(cx, &policy);
    cx.identities_changed();
    Ok(Empty {})
}
