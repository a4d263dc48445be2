//! CreateParameterGroup: a parameter group, with the defaults.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_dax_CreateParameterGroup.html>

use gen_dax::{CreateParameterGroupRequest, CreateParameterGroupResponse};
use kernel::{ApiResult, Cx};

use crate::parameters::{self, GroupRow};
use crate::tables::GROUPS;
use crate::{errors, events, limits};

pub(super) async fn create_parameter_group(
    cx: &mut Cx<'_>,
    input: &CreateParameterGroupRequest,
) -> ApiResult<CreateParameterGroupResponse> {
    let name = &input.parameter_group_name;
    if !limits::is_name(name, limits::GROUP_NAME) {
        return Err(errors::value(format!("The parameter group name {name} is not valid.")));
    }
    let all = parameters::all(cx).await?;
    if all.iter().any(|group| group.name == *name) {
        let message = format!("Parameter group already exists: {name}");
        return Err(gen_dax::errors::parameter_group_already_exists_fault(message));
    }
    if all.len() > limits::GROUPS {
        let message = format!("An account has up to {} parameter groups.", limits::GROUPS);
        return Err(gen_dax::errors::parameter_group_quota_exceeded_fault(message));
    }
    let group = GroupRow::new(name.clone(), input.description.clone().unwrap_or_default());
    cx.put(&GROUPS, name, &group);
    events::of_group(cx, name, "Parameter group created.").await?;
    Ok(CreateParameterGroupResponse { parameter_group: Some(group.shown()) })
}
