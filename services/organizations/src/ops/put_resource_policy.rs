//! PutResourcePolicy: the delegation policy, new or in place of the old one.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_PutResourcePolicy.html>

use gen_organizations::{PutResourcePolicyInput, PutResourcePolicyOutput};
use kernel::{ApiResult, Cx};

use super::describe_resource_policy::show;
use crate::tables::{RESOURCE_POLICIES, ResourcePolicy};
use crate::{delegation, door, ids, tags};

pub(super) async fn put_resource_policy(
    cx: &mut Cx<'_>,
    input: &PutResourcePolicyInput,
) -> ApiResult<PutResourcePolicyOutput> {
    let organization = door::management(cx).await?;
    delegation::check(cx, &organization, &input.content).await?;
    let old = cx.get(&RESOURCE_POLICIES, &organization.id).await?;
    let id = old.map_or_else(|| ids::fresh_short(cx.random(), "rp"), |old| old.id);
    let had = tags::of(cx, &organization, &id).await?;
    let given = tags::merged(had, input.tags.as_deref().unwrap_or_default())?;
    tags::save(cx, &organization, &id, &given);
    let policy = ResourcePolicy { id, content: input.content.clone() };
    cx.put(&RESOURCE_POLICIES, &organization.id, &policy);
    Ok(PutResourcePolicyOutput { resource_policy: Some(show(&organization, policy)) })
}
