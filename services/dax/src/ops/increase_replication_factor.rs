//! IncreaseReplicationFactor: more nodes for a cluster.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_dax_IncreaseReplicationFactor.html>

use gen_dax::{IncreaseReplicationFactorRequest, IncreaseReplicationFactorResponse};
use kernel::{ApiResult, Cx};

use crate::{cluster, errors, events, show};

pub(super) async fn increase_replication_factor(
    cx: &mut Cx<'_>,
    input: &IncreaseReplicationFactorRequest,
) -> ApiResult<IncreaseReplicationFactorResponse> {
    let wanted = cluster::factor(input.new_replication_factor)?;
    let mut row = cluster::find(cx, &input.cluster_name).await?;
    let more = wanted.checked_sub(row.nodes.len()).filter(|more| *more > 0);
    let more = more.ok_or_else(|| {
        errors::value("The new replication factor must be greater than the one that there is.")
    })?;
    let zones = input.availability_zones.as_deref().unwrap_or_default();
    if !zones.is_empty() && zones.len() != more {
        return Err(errors::combination("There must be as many availability zones as new nodes."));
    }
    row.grow(cx.region().as_str().to_owned().as_str(), more, zones, cx.now());
    cluster::put(cx, &row);
    events::of_cluster(cx, &row.name, "Nodes added.").await?;
    Ok(IncreaseReplicationFactorResponse { cluster: Some(show::cluster(cx, &row)?) })
}
