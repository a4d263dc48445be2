//! GetContextKeysForCustomPolicy: the condition keys that given policies ask for.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetContextKeysForCustomPolicy.html>

use gen_iam::{GetContextKeysForCustomPolicyInput, GetContextKeysForCustomPolicyOutput};
use kernel::{ApiResult, Cx};

use crate::simulation::{Source, context_keys};

pub(crate) async fn get_context_keys_for_custom_policy(
    _cx: &mut Cx<'_>,
    input: &GetContextKeysForCustomPolicyInput,
) -> ApiResult<GetContextKeysForCustomPolicyOutput> {
    let mut keys = Vec::new();
    for source in Source::parse_list("PolicyInputList", &input.policy_input_list)? {
        context_keys::collect(&source.document, &mut keys);
    }
    Ok(GetContextKeysForCustomPolicyOutput { context_key_names: Some(keys) })
}
