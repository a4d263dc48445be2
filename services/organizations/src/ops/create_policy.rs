//! CreatePolicy: a policy of one type, attached to nothing yet.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreatePolicy.html>

use gen_organizations::operations;
use gen_organizations::values::constraint_violation_exception_reason as reason;
use gen_organizations::{CreatePolicyInput, CreatePolicyOutput};
use kernel::{ApiResult, Cx};

use crate::policies::{self, Policy};
use crate::policy_type::PolicyType;
use crate::{content, door, errors, ids, limits, tags};

pub(super) async fn create_policy(
    cx: &mut Cx<'_>,
    input: &CreatePolicyInput,
) -> ApiResult<CreatePolicyOutput> {
    let organization = door::delegate::<operations::CreatePolicy>(cx, input).await?;
    let kind = PolicyType::parse(&input.r#type).ok_or_else(errors::pattern)?;
    if !organization.all_features {
        return Err(errors::type_not_available());
    }
    let given = tags::of_request(input.tags.as_ref())?;
    content::check(kind, &input.content)?;
    if policies::count(cx, &organization, kind).await? >= limits::policies(kind) {
        return Err(errors::constraint(
            reason::POLICY_NUMBER_LIMIT_EXCEEDED,
            "You attempted to exceed the number of policies that you can have in an organization.",
        ));
    }
    let policy = Policy {
        id: ids::fresh_short(cx.random(), "p"),
        kind,
        name: input.name.clone(),
        description: input.description.clone(),
        content: input.content.clone(),
        updated: cx.now(),
    };
    policies::take_name(cx, &organization, kind, &policy.name, &policy.id).await?;
    policies::save(cx, &organization, &policy);
    policies::counted(cx, &organization, kind, 1);
    tags::save(cx, &organization, &policy.id, &given);
    Ok(CreatePolicyOutput { policy: Some(policy.show(&organization)) })
}
