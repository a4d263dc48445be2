//! SimulateCustomPolicy: what given policies would decide about given actions on given resources.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulateCustomPolicy.html>

use gen_iam::{SimulateCustomPolicyInput, SimulateCustomPolicyOutput};
use kernel::{ApiResult, Cx};

use crate::simulation::requests::{self, Questions};
use crate::simulation::{Simulation, Source, context_entries, principal, reply};

pub(crate) async fn simulate_custom_policy(
    cx: &mut Cx<'_>,
    input: &SimulateCustomPolicyInput,
) -> ApiResult<SimulateCustomPolicyOutput> {
    let questions = Questions::parse(
        &input.action_names,
        input.resource_arns.as_deref(),
        input.resource_handling_option.as_deref(),
    )?;
    let given = input.resource_policy.as_deref();
    principal::require_caller(given, input.caller_arn.as_deref())?;
    let levels = input.ordered_organization_policy_input_list.as_deref();
    let (caller, mut context) = principal::given(cx, input.caller_arn.as_deref()).await?;
    context_entries::fill(&mut context, input.context_entries.as_deref().unwrap_or_default())?;
    let simulation = Simulation {
        identity: Source::parse_list("PolicyInputList", &input.policy_input_list)?,
        boundary: Source::parse_boundary(input.permissions_boundary_policy_input_list.as_deref())?,
        organization: levels.map(Source::parse_levels).transpose()?,
        resource: Source::parse_resource(given)?,
        caller,
        owner: requests::owner(input.resource_owner.as_deref())?,
        context,
    };
    reply(cx, &simulation, &questions, input.marker.as_deref(), input.max_items)
}
