//! DescribeParameterGroups: parameter groups by name, or all.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_dax_DescribeParameterGroups.html>

use gen_dax::{DescribeParameterGroupsRequest, DescribeParameterGroupsResponse};
use kernel::{ApiResult, Cx};

use crate::{page, parameters};

pub(super) async fn describe_parameter_groups(
    cx: &mut Cx<'_>,
    input: &DescribeParameterGroupsRequest,
) -> ApiResult<DescribeParameterGroupsResponse> {
    let wanted = match input.parameter_group_names.as_deref() {
        None | Some([]) => parameters::all(cx).await?,
        Some(names) => {
            let mut wanted = Vec::with_capacity(names.len());
            for name in names {
                wanted.push(parameters::find(cx, name).await?);
            }
            wanted
        }
    };
    let (wanted, next_token) =
        page::cut(cx, wanted, input.max_results, input.next_token.as_deref())?;
    let groups = wanted.iter().map(parameters::GroupRow::shown).collect();
    Ok(DescribeParameterGroupsResponse { next_token, parameter_groups: Some(groups) })
}
