//! GetKeyPolicy.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyPolicy.html>

use gen_kms::{GetKeyPolicyInput, GetKeyPolicyOutput};
use kernel::{ApiResult, Cx};

use crate::{errors, key_lookup, key_policy};

pub(crate) async fn get_key_policy(
    cx: &mut Cx<'_>,
    input: &GetKeyPolicyInput,
) -> ApiResult<GetKeyPolicyOutput> {
    let key = key_lookup::find_key(cx, &input.key_id).await?;
    if input.policy_name.as_deref().is_some_and(|name| name != key_policy::DEFAULT) {
        return Err(errors::no_such_policy());
    }
    Ok(GetKeyPolicyOutput {
        policy: Some(key.policy.clone()),
        policy_name: Some(key_policy::DEFAULT.to_owned()),
    })
}
