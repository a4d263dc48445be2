//! The data plane: what a cluster answers to clients of DAX. A connection says who speaks ([`sign`]); then each request is
//! looked at as a call of `dax:...` on the cluster by that caller, and what no cache ([`cache`]) can answer is asked of
//! DynamoDB as the cluster's role.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/DAX.concepts.html>

mod batches;
mod cache;
mod connection;
mod lists;
mod many;
mod one;
mod schemas;
mod served;
mod sign;
mod slot;
mod transactions;

use std::sync::Arc;

use dax_listener::{Answers, Listener, Made, Session};
use kernel::{AccountId, ApiError, ApiResult, Cx, Kernel, Region, WeakKernel};
use tracing::warn;

use crate::tables::CLUSTERS;
use connection::Connection;

/// A cluster of this cloud, wherever it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ClusterId {
    pub(crate) account: AccountId,
    pub(crate) region: Region,
    pub(crate) name: String,
}

impl ClusterId {
    /// A cluster where a call acts.
    pub(crate) fn here(cx: &Cx<'_>, name: &str) -> ClusterId {
        ClusterId { account: cx.account(), region: cx.region().clone(), name: name.to_owned() }
    }

    /// As the listener knows it.
    pub(crate) fn text(&self) -> String {
        format!("{}/{}/{}", self.account, self.region, self.name)
    }

    fn parse(text: &str) -> Option<ClusterId> {
        let mut parts = text.splitn(3, '/');
        Some(ClusterId {
            account: AccountId::parse(parts.next()?)?,
            region: Region::parse(parts.next()?)?,
            name: parts.next()?.to_owned(),
        })
    }
}

struct DataPlane(WeakKernel);

impl Answers for DataPlane {
    fn connected(&self, cluster: &str, made: Made) -> Box<dyn Session> {
        Box::new(Connection::new(self.0.clone(), ClusterId::parse(cluster), made))
    }
}

/// Begins to answer, and has the clusters of an earlier run listen again.
pub(crate) async fn start(kernel: &Kernel) -> ApiResult<()> {
    let Some(listener) = kernel.plane::<Listener>() else { return Ok(()) };
    listener.serve(Arc::new(DataPlane(kernel.downgrade())));
    let mut tx = kernel.store().begin();
    let rows = tx.range_all_rows(&CLUSTERS, None, usize::MAX).await.map_err(ApiError::bug)?;
    for (scope, name, cluster) in rows {
        let scope = scope.as_id();
        let place = (AccountId::parse(scope.account), Region::parse(scope.region));
        let (Some(account), Some(region)) = place else { continue };
        listen(&listener, &ClusterId { account, region, name }, cluster.port);
    }
    Ok(())
}

/// Has a cluster listen, as near to the port that it wants as can be.
pub(crate) fn listen(listener: &Listener, id: &ClusterId, port: u16) {
    if let Err(error) = listener.open(&id.text(), port) {
        warn!(cluster = id.text(), %error, "a DAX cluster cannot listen");
    }
}
