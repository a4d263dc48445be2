//! DescribeClusters: clusters by name, or all.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_dax_DescribeClusters.html>

use dax_listener::Listener;
use gen_dax::{DescribeClustersRequest, DescribeClustersResponse};
use kernel::{ApiResult, Cx};

use crate::data::{self, ClusterId};
use crate::{cluster, page, show};

pub(super) async fn describe_clusters(
    cx: &mut Cx<'_>,
    input: &DescribeClustersRequest,
) -> ApiResult<DescribeClustersResponse> {
    let wanted = match input.cluster_names.as_deref() {
        None | Some([]) => cluster::all(cx).await?,
        Some(names) => {
            let mut wanted = Vec::with_capacity(names.len());
            for name in names {
                wanted.push(cluster::find(cx, name).await?);
            }
            wanted
        }
    };
    let (wanted, next_token) =
        page::cut(cx, wanted, input.max_results, input.next_token.as_deref())?;
    if let Some(listener) = cx.kernel().plane::<Listener>() {
        // A cluster that came with a snapshot listens from when somebody looks for its address.
        for row in &wanted {
            data::listen(&listener, &ClusterId::here(cx, &row.name), row.port);
        }
    }
    let clusters = wanted.iter().map(|row| show::cluster(cx, row)).collect::<ApiResult<_>>()?;
    Ok(DescribeClustersResponse { next_token, clusters: Some(clusters) })
}
