//! DeleteCluster: a cluster, which listens no more once the call has been committed.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_dax_DeleteCluster.html>

use dax_listener::Listener;
use gen_dax::{DeleteClusterRequest, DeleteClusterResponse};
use kernel::{ApiResult, Cx};

use crate::cluster;
use crate::data::ClusterId;
use crate::tables::{CLUSTERS, PORTS};
use crate::{events, show};

pub(super) async fn delete_cluster(
    cx: &mut Cx<'_>,
    input: &DeleteClusterRequest,
) -> ApiResult<DeleteClusterResponse> {
    let row = cluster::find(cx, &input.cluster_name).await?;
    cx.delete(&CLUSTERS, &row.name);
    if row.port > 0 {
        cx.delete(&PORTS, &u64::from(row.port));
    }
    events::of_cluster(cx, &row.name, "Cluster deleted.").await?;
    let mut shown = show::cluster(cx, &row)?;
    shown.status = Some("deleting".to_owned());
    let id = ClusterId::here(cx, &row.name);
    if let Some(listener) = cx.kernel().plane::<Listener>() {
        cx.on_commit(move || listener.close(&id.text()));
    }
    Ok(DeleteClusterResponse { cluster: Some(shown) })
}
