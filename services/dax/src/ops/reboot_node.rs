//! RebootNode: a node begins anew, with empty caches: they are one for all nodes here.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_dax_RebootNode.html>

use gen_dax::{RebootNodeRequest, RebootNodeResponse};
use kernel::{ApiResult, Cx};

use crate::{cluster, errors, events, show};

pub(super) async fn reboot_node(
    cx: &mut Cx<'_>,
    input: &RebootNodeRequest,
) -> ApiResult<RebootNodeResponse> {
    let mut row = cluster::find(cx, &input.cluster_name).await?;
    if !row.nodes.iter().any(|node| node.id == input.node_id) {
        return Err(errors::no_node(&input.node_id));
    }
    row.generation = cx.next_sequence();
    cluster::put(cx, &row);
    events::of_cluster(cx, &row.name, &format!("Node rebooted: {}.", input.node_id)).await?;
    Ok(RebootNodeResponse { cluster: Some(show::cluster(cx, &row)?) })
}
