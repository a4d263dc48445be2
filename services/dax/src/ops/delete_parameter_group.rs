//! DeleteParameterGroup: a parameter group that no cluster uses.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_dax_DeleteParameterGroup.html>

use gen_dax::{DeleteParameterGroupRequest, DeleteParameterGroupResponse};
use kernel::{ApiResult, Cx};

use crate::tables::GROUPS;
use crate::{cluster, events, parameters};

pub(super) async fn delete_parameter_group(
    cx: &mut Cx<'_>,
    input: &DeleteParameterGroupRequest,
) -> ApiResult<DeleteParameterGroupResponse> {
    let name = &input.parameter_group_name;
    parameters::require_own(name)?;
    parameters::find(cx, name).await?;
    if let Some(user) = cluster::all(cx).await?.into_iter().find(|row| row.group == *name) {
        let message = format!("The parameter group {name} is used by the cluster {}.", user.name);
        return Err(gen_dax::errors::invalid_parameter_group_state_fault(message));
    }
    cx.delete(&GROUPS, name);
    events::of_group(cx, name, "Parameter group deleted.").await?;
    let message = format!("Parameter group {name} has been deleted.");
    Ok(DeleteParameterGroupResponse { deletion_message: Some(message) })
}
