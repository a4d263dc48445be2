//! PutResourcePolicy: shares an advanced parameter, or changes how it is shared by naming the policy that it replaces.
//! Ref: <https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutResourcePolicy.html>

use gen_ssm::{PutResourcePolicyInput, PutResourcePolicyOutput};
use kernel::{ApiResult, Cx};

use crate::parameter::{Sharing, Tier};
use crate::tables::PARAMETERS;
use crate::{errors, resource_policy};

pub(super) async fn put_resource_policy(
    cx: &mut Cx<'_>,
    input: &PutResourcePolicyInput,
) -> ApiResult<PutResourcePolicyOutput> {
    let (key, mut parameter) = resource_policy::target(cx, &input.resource_arn).await?;
    if parameter.meta.tier != Tier::Advanced {
        let message = "To share a parameter, it must be in the advanced-parameter tier.";
        return Err(errors::policy_resource(message));
    }
    resource_policy::check(&input.policy)?;
    let id = match (&parameter.sharing, &input.policy_id, &input.policy_hash) {
        (Some(_), None, _) => return Err(errors::policy_limit(1, "MaxPoliciesPerResource")),
        (None, None, _) => cx.random().uuid(),
        (_, Some(_), None) => return Err(errors::policy_hash_required()),
        (Some(old), Some(id), Some(hash)) if old.id == *id => match old.hash == *hash {
            true => id.clone(),
            false => return Err(errors::policy_conflict()),
        },
        _ => return Err(errors::policy_not_found()),
    };
    let hash = resource_policy::hash(&input.policy);
    let output =
        PutResourcePolicyOutput { policy_id: Some(id.clone()), policy_hash: Some(hash.clone()) };
    parameter.sharing = Some(Sharing { id, hash, text: input.policy.clone() });
    cx.put(&PARAMETERS, &key, &parameter);
    Ok(output)
}
