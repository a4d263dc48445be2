//! EnablePolicyType: policies of the type can be attached from now on, and take effect.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_EnablePolicyType.html>

use gen_organizations::errors as modelled;
use gen_organizations::operations;
use gen_organizations::values::constraint_violation_exception_reason as reason;
use gen_organizations::{EnablePolicyTypeInput, EnablePolicyTypeOutput};
use kernel::{ApiResult, Cx};

use crate::policy_type::PolicyType;
use crate::tables::ORGANIZATIONS;
use crate::{door, errors, services};

pub(super) async fn enable_policy_type(
    cx: &mut Cx<'_>,
    input: &EnablePolicyTypeInput,
) -> ApiResult<EnablePolicyTypeOutput> {
    let mut organization = door::delegate::<operations::EnablePolicyType>(cx, input).await?;
    let kind = PolicyType::parse(&input.policy_type).ok_or_else(errors::pattern)?;
    if input.root_id != organization.root {
        return Err(errors::no_root());
    }
    if !organization.all_features {
        return Err(errors::type_not_available());
    }
    if organization.is_enabled(kind) {
        return Err(modelled::policy_type_already_enabled_exception(
            "The specified policy type is already enabled.",
        ));
    }
    if let Some(service) = kind.needs_service()
        && !services::has_access(cx, &organization, service).await?
    {
        return Err(errors::constraint(
            reason::SERVICE_ACCESS_NOT_ENABLED,
            "You attempted to enable a policy type before you enabled service access. Call the \
             EnableAWSServiceAccess API first.",
        ));
    }
    organization.enabled.push(kind);
    cx.put(&ORGANIZATIONS, &organization.id, &organization);
    cx.identities_changed();
    Ok(EnablePolicyTypeOutput { root: Some(organization.show_root()) })
}
