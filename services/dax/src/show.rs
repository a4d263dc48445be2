//! A cluster as answers show it.

use dax_listener::Listener;
use gen_dax::{Cluster, Endpoint, Node, ParameterGroupStatus, SSEDescription};
use kernel::{ApiResult, Cx};

use crate::cluster::ClusterRow;
use crate::data::ClusterId;

/// What a call finds a cluster as.
pub(crate) fn cluster(cx: &Cx<'_>, row: &ClusterRow) -> ApiResult<Cluster> {
    let at = endpoint(cx, row);
    // Without an address nobody can use it yet.
    let ready = at.is_some();
    let status = if ready { "available" } else { "creating" };
    let node = |node: &crate::node::NodeRow| Node {
        node_id: Some(node.id.clone()),
        endpoint: at.clone(),
        node_create_time: Some(node.created),
        availability_zone: Some(node.zone.clone()),
        node_status: Some(status.to_owned()),
        parameter_group_status: Some("in-sync".to_owned()),
    };
    let count = i32::try_from(row.nodes.len()).unwrap_or(i32::MAX);
    let sse = if row.encrypted { "ENABLED" } else { "DISABLED" };
    Ok(Cluster {
        cluster_name: Some(row.name.clone()),
        description: row.description.clone(),
        cluster_arn: Some(cx.arn("dax", &format!("cache/{}", row.name))?.to_string()),
        total_nodes: Some(count),
        active_nodes: Some(if ready { count } else { 0 }),
        node_type: Some(row.node_type.clone()),
        status: Some(status.to_owned()),
        nodes: Some(row.nodes.iter().map(node).collect()),
        cluster_discovery_endpoint: at,
        preferred_maintenance_window: Some(row.window.clone()),
        iam_role_arn: Some(row.role.clone()),
        parameter_group: Some(ParameterGroupStatus {
            parameter_group_name: Some(row.group.clone()),
            parameter_apply_status: Some("in-sync".to_owned()),
            node_ids_to_reboot: Some(Vec::new()),
        }),
        sse_description: Some(SSEDescription { status: Some(sse.to_owned()) }),
        cluster_endpoint_encryption_type: Some("NONE".to_owned()),
        network_type: Some("ipv4".to_owned()),
        ..Cluster::default()
    })
}

/// Where it listens.
fn endpoint(cx: &Cx<'_>, row: &ClusterRow) -> Option<Endpoint> {
    let listener = cx.kernel().plane::<Listener>()?;
    let port = listener.port(&ClusterId::here(cx, &row.name).text())?;
    let address = listener.settings().address;
    let host = match address.is_unspecified() {
        // The client has found this machine by a name that is good for this, too.
        true => cx.host().rsplit_once(':').map_or(cx.host(), |(host, _)| host).to_owned(),
        false => address.to_string(),
    };
    Some(Endpoint {
        url: Some(format!("dax://{host}:{port}")),
        address: Some(host),
        port: Some(i32::from(port)),
    })
}
