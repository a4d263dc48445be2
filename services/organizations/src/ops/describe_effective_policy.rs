//! DescribeEffectivePolicy: what the policies of a type come to for an account.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeEffectivePolicy.html>

use gen_organizations::values::invalid_input_exception_reason as reason;
use gen_organizations::{DescribeEffectivePolicyInput, DescribeEffectivePolicyOutput};
use gen_organizations::{EffectivePolicy, operations};
use kernel::{ApiResult, Cx};

use crate::ids::IdKind;
use crate::policy_type::PolicyType;
use crate::{account, door, effective, errors};

pub(super) async fn describe_effective_policy(
    cx: &mut Cx<'_>,
    input: &DescribeEffectivePolicyInput,
) -> ApiResult<DescribeEffectivePolicyOutput> {
    let own = cx.caller().account.to_string();
    let account = input.target_id.clone().unwrap_or_else(|| own.clone());
    let organization = match account == own {
        true => door::member(cx).await?,
        false => door::reader::<operations::DescribeEffectivePolicy>(cx, input).await?,
    };
    let kind = PolicyType::parse(&input.policy_type).ok_or_else(errors::pattern)?;
    if IdKind::of(&account) != Some(IdKind::Account) {
        return Err(errors::invalid_input(
            reason::TARGET_NOT_SUPPORTED,
            "You can't perform the specified operation on that target entity.",
        ));
    }
    if account::find(cx, &organization, &account).await?.is_none() {
        return Err(errors::no_target());
    }
    let effective = effective::of_account(cx, &organization, &account, kind).await?;
    let effective = effective.ok_or_else(errors::no_effective_policy)?;
    let shown = EffectivePolicy {
        policy_content: Some(effective.content.text()),
        last_updated_timestamp: Some(effective.updated),
        target_id: Some(account),
        policy_type: Some(input.policy_type.clone()),
    };
    Ok(DescribeEffectivePolicyOutput { effective_policy: Some(shown) })
}
