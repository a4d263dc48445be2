//! UpdateParameterGroup: parameters of a group, which count for what is cached from now on.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_dax_UpdateParameterGroup.html>

use gen_dax::{UpdateParameterGroupRequest, UpdateParameterGroupResponse};
use kernel::{ApiResult, Cx};

use crate::tables::GROUPS;
use crate::{events, parameters};

pub(super) async fn update_parameter_group(
    cx: &mut Cx<'_>,
    input: &UpdateParameterGroupRequest,
) -> ApiResult<UpdateParameterGroupResponse> {
    let name = &input.parameter_group_name;
    parameters::require_own(name)?;
    let mut group = parameters::find(cx, name).await?;
    group.set(&input.parameter_name_values)?;
    cx.put(&GROUPS, name, &group);
    events::of_group(cx, name, "Parameter group modified.").await?;
    Ok(UpdateParameterGroupResponse { parameter_group: Some(group.shown()) })
}
