//! DeleteAccountPasswordPolicy: the default policy holds again.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteAccountPasswordPolicy.html>

use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::credential_errors as errors;
use crate::passwords;

pub(crate) async fn delete_account_password_policy(
    cx: &mut Cx<'_>,
    _input: &Empty,
) -> ApiResult<Empty> {
    if passwords::policy(cx).await?.is_none() {
        return Err(errors::no_password_policy_to_delete());
    }
    passwords::delete_policy(cx);
    cx.identities_changed();
    Ok(Empty {})
}
