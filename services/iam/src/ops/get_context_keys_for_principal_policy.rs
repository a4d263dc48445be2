//! GetContextKeysForPrincipalPolicy: the condition keys that the policies of a user, group or role ask for, and further
//! ones that the call gives.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetContextKeysForPrincipalPolicy.html>

use gen_iam::{GetContextKeysForPrincipalPolicyInput, GetContextKeysForPrincipalPolicyOutput};
use kernel::{ApiResult, Cx};

use crate::simulation::principal::PolicySource;
use crate::simulation::{Source, context_keys};

pub(crate) async fn get_context_keys_for_principal_policy(
    cx: &mut Cx<'_>,
    input: &GetContextKeysForPrincipalPolicyInput,
) -> ApiResult<GetContextKeysForPrincipalPolicyOutput> {
    let source = PolicySource::find(cx, &input.policy_source_arn).await?;
    let mut policies = source.policies(cx, &[]).await?;
    let given = input.policy_input_list.as_deref().unwrap_or_default();
    policies.extend(Source::parse_list("PolicyInputList", given)?);
    let mut keys = Vec::new();
    for policy in &policies {
        context_keys::collect(&policy.document, &mut keys);
    }
    Ok(GetContextKeysForPrincipalPolicyOutput { context_key_names: Some(keys) })
}
