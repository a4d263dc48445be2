//! UpdateCluster: what may change of a cluster while it runs.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_dax_UpdateCluster.html>

use gen_dax::{UpdateClusterRequest, UpdateClusterResponse};
use kernel::{ApiError, ApiResult, Cx};

use crate::{cluster, events, parameters, show};

pub(super) async fn update_cluster(
    cx: &mut Cx<'_>,
    input: &UpdateClusterRequest,
) -> ApiResult<UpdateClusterResponse> {
    let absent = [
        ("NotificationTopicArn", input.notification_topic_arn.is_some()),
        ("NotificationTopicStatus", input.notification_topic_status.is_some()),
        ("SecurityGroupIds", input.security_group_ids.as_ref().is_some_and(|ids| !ids.is_empty())),
    ];
    if let Some((what, _)) = absent.iter().find(|(_, asked)| *asked) {
        return Err(ApiError::not_implemented(format!("{what} of a DAX cluster")));
    }
    let mut row = cluster::find(cx, &input.cluster_name).await?;
    if let Some(description) = &input.description {
        row.description = Some(description.clone());
    }
    if let Some(window) = &input.preferred_maintenance_window {
        row.window.clone_from(window);
    }
    if let Some(group) = &input.parameter_group_name {
        row.group = parameters::find(cx, group).await?.name;
    }
    cluster::put(cx, &row);
    events::of_cluster(cx, &row.name, "Cluster modified.").await?;
    Ok(UpdateClusterResponse { cluster: Some(show::cluster(cx, &row)?) })
}
