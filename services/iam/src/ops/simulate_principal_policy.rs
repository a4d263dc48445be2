//! SimulatePrincipalPolicy: what the policies of a user, group or role would decide, with their boundary and the
//! organization's control policies, and further ones that the call gives.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html>

use gen_iam::{SimulatePrincipalPolicyInput, SimulatePrincipalPolicyOutput};
use kernel::{ApiResult, Cx};

use crate::simulation::principal::{self, PolicySource};
use crate::simulation::requests::{self, Questions};
use crate::simulation::{Simulation, Source, context_entries, reply};

pub(crate) async fn simulate_principal_policy(
    cx: &mut Cx<'_>,
    input: &SimulatePrincipalPolicyInput,
) -> ApiResult<SimulatePrincipalPolicyOutput> {
    let source = PolicySource::find(cx, &input.policy_source_arn).await?;
    let questions = Questions::parse(
        &input.action_names,
        input.resource_arns.as_deref(),
        input.resource_handling_option.as_deref(),
    )?;
    let given = input.resource_policy.as_deref();
    let caller_arn = source.caller_arn(input.caller_arn.as_deref());
    principal::require_caller(given, caller_arn)?;
    let (caller, mut context) = match input.caller_arn.as_deref() {
        Some(arn) => principal::given(cx, Some(arn)).await?,
        None => source.caller(cx).await?,
    };
    context_entries::fill(&mut context, input.context_entries.as_deref().unwrap_or_default())?;
    let excluded = input.policy_exclusion_list.as_deref().unwrap_or_default();
    let mut identity = source.policies(cx, excluded).await?;
    let more = input.policy_input_list.as_deref().unwrap_or_default();
    identity.extend(Source::parse_list("PolicyInputList", more)?);
    let boundary =
        match Source::parse_boundary(input.permissions_boundary_policy_input_list.as_deref())? {
            Some(boundary) => Some(boundary),
            None => source.boundary(cx, excluded).await?,
        };
    let simulation = Simulation {
        identity,
        boundary,
        organization: source.organization(cx, excluded).await?,
        resource: Source::parse_resource(given)?,
        caller,
        owner: requests::owner(input.resource_owner.as_deref())?,
        context,
    };
    reply(cx, &simulation, &questions, input.marker.as_deref(), input.max_items)
}
