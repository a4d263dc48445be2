//! DecreaseReplicationFactor: fewer nodes for a cluster: those that are named, in the zones that are named, or the last ones.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_dax_DecreaseReplicationFactor.html>

use gen_dax::{DecreaseReplicationFactorRequest, DecreaseReplicationFactorResponse};
use kernel::{ApiResult, Cx};

use crate::node::NodeRow;
use crate::{cluster, errors, events, show};

pub(super) async fn decrease_replication_factor(
    cx: &mut Cx<'_>,
    input: &DecreaseReplicationFactorRequest,
) -> ApiResult<DecreaseReplicationFactorResponse> {
    let wanted = cluster::factor(input.new_replication_factor)?;
    let mut row = cluster::find(cx, &input.cluster_name).await?;
    let fewer = row.nodes.len().checked_sub(wanted).filter(|fewer| *fewer > 0);
    let fewer = fewer.ok_or_else(|| {
        errors::value("The new replication factor must be less than the one that there is.")
    })?;
    let named = input.node_ids_to_remove.as_deref().unwrap_or_default();
    let zones = input.availability_zones.as_deref().unwrap_or_default();
    for id in named {
        let before = row.nodes.len();
        row.nodes.retain(|node| node.id != *id);
        if row.nodes.len() == before {
            return Err(errors::no_node(id));
        }
    }
    if !named.is_empty() && row.nodes.len() != wanted {
        return Err(errors::combination(format!("{fewer} nodes must be named to be removed.")));
    }
    leave(&mut row.nodes, wanted, zones);
    cluster::put(cx, &row);
    events::of_cluster(cx, &row.name, "Nodes removed.").await?;
    Ok(DecreaseReplicationFactorResponse { cluster: Some(show::cluster(cx, &row)?) })
}

/// Leaves as many as are wanted: one goes for each zone that is named, then the last ones.
fn leave(nodes: &mut Vec<NodeRow>, wanted: usize, zones: &[String]) {
    for zone in zones {
        let last = nodes.iter().rposition(|node| node.zone == *zone);
        if let Some(at) = last.filter(|_| nodes.len() > wanted) {
            nodes.remove(at);
        }
    }
    nodes.truncate(wanted);
}

#[cfg(test)]
mod tests {
    use kernel::Timestamp;

    use super::*;

    #[test]
    fn zones_that_are_named_go_first() {
        let node = |id: &str| NodeRow {
            id: id.to_owned(),
            zone: id[..1].to_owned(),
            created: Timestamp::from_secs(0),
        };
        for (zones, left) in [
            (vec![], vec!["a1", "b1"]),
            (vec!["a"], vec!["a1", "b1"]),
            (vec!["b"], vec!["a1", "a2"]),
            (vec!["x"], vec!["a1", "b1"]),
        ] {
            let mut nodes = ["a1", "b1", "a2"].map(node).to_vec();
            let zones: Vec<String> = zones.into_iter().map(str::to_owned).collect();
            leave(&mut nodes, 2, &zones);
            let ids: Vec<_> = nodes.iter().map(|node| node.id.as_str()).collect();
            assert_eq!(ids, left, "{zones:?}");
        }
    }
}
