//! DisableAWSServiceAccess: a service may no longer act for the organization.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_DisableAWSServiceAccess.html>

use gen_organizations::values::constraint_violation_exception_reason as reason;
use gen_organizations::{DisableAWSServiceAccessInput, DisableAWSServiceAccessOutput};
use kernel::{ApiResult, Cx};

use crate::policy_type::PolicyType;
use crate::tables::SERVICES;
use crate::{door, errors, services};

pub(super) async fn disable_aws_service_access(
    cx: &mut Cx<'_>,
    input: &DisableAWSServiceAccessInput,
) -> ApiResult<DisableAWSServiceAccessOutput> {
    let organization = door::management(cx).await?;
    let service = &input.service_principal;
    services::require(service)?;
    let needs = |kind: &PolicyType| kind.needs_service() == Some(service);
    if PolicyType::all().any(|kind| needs(&kind) && organization.is_enabled(kind)) {
        return Err(errors::constraint(
            reason::POLICY_TYPE_ENABLED_FOR_THIS_SERVICE,
            "You attempted to disable service access before you disabled the policy type.",
        ));
    }
    cx.delete(&SERVICES, &(organization.id.clone(), service.clone()));
    cx.identities_changed();
    Ok(DisableAWSServiceAccessOutput::default())
}
