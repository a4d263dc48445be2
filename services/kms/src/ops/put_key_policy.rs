//! PutKeyPolicy: who may use and manage the key from now on.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html>

use gen_kms::{PutKeyPolicyInput, PutKeyPolicyOutput};
use kernel::{ApiResult, Cx};

use crate::tables::KEYS;
use crate::{errors, key_lookup, key_policy, state};

pub(crate) async fn put_key_policy(
    cx: &mut Cx<'_>,
    input: &PutKeyPolicyInput,
) -> ApiResult<PutKeyPolicyOutput> {
    let mut key = key_lookup::find_to_change(cx, &input.key_id).await?;
    if input.policy_name.as_deref().is_some_and(|name| name != key_policy::DEFAULT) {
        return Err(errors::no_such_policy());
    }
    state::require_not_deleting(&key)?;
    let bypass = input.bypass_policy_lockout_safety_check == Some(true);
    key_policy::check(cx, &key.arn, &input.policy, bypass).await?;
    key.policy.clone_from(&input.policy);
    cx.put(&KEYS, &key.id, &key);
    Ok(PutKeyPolicyOutput {})
}
