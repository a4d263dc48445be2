//! DisablePolicyType: detaches every policy of the type; the policies themselves stay.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_DisablePolicyType.html>

use gen_organizations::operations;
use gen_organizations::{DisablePolicyTypeInput, DisablePolicyTypeOutput};
use kernel::{ApiResult, Cx};

use crate::policy_type::PolicyType;
use crate::tables::ORGANIZATIONS;
use crate::{attachments, door, errors};

pub(super) async fn disable_policy_type(
    cx: &mut Cx<'_>,
    input: &DisablePolicyTypeInput,
) -> ApiResult<DisablePolicyTypeOutput> {
    let mut organization = door::delegate::<operations::DisablePolicyType>(cx, input).await?;
    let kind = PolicyType::parse(&input.policy_type).ok_or_else(errors::pattern)?;
    if input.root_id != organization.root {
        return Err(errors::no_root());
    }
    if !organization.is_enabled(kind) {
        return Err(errors::type_not_enabled());
    }
    organization.enabled.retain(|enabled| *enabled != kind);
    cx.put(&ORGANIZATIONS, &organization.id, &organization);
    attachments::reset(cx, &organization, kind).await?;
    cx.identities_changed();
    Ok(DisablePolicyTypeOutput { root: Some(organization.show_root()) })
}
