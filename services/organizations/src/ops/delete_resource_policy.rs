//! DeleteResourcePolicy: members have no part in the management account's work any more.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_DeleteResourcePolicy.html>

use gen_organizations::{DeleteResourcePolicyInput, DeleteResourcePolicyOutput};
use kernel::{ApiResult, Cx};

use super::describe_resource_policy::not_found;
use crate::tables::RESOURCE_POLICIES;
use crate::{door, tags};

pub(super) async fn delete_resource_policy(
    cx: &mut Cx<'_>,
    _input: &DeleteResourcePolicyInput,
) -> ApiResult<DeleteResourcePolicyOutput> {
    let organization = door::management(cx).await?;
    let policy = cx.get(&RESOURCE_POLICIES, &organization.id).await?;
    let policy = policy.ok_or_else(not_found)?;
    cx.delete(&RESOURCE_POLICIES, &organization.id);
    tags::save(cx, &organization, &policy.id, &Vec::new());
    Ok(DeleteResourcePolicyOutput::default())
}
