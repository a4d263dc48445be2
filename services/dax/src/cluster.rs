//! A cluster as it is kept, and how one is found.

use kernel::{AccountId, ApiResult, Arn, Cx, Timestamp};
use serde::{Deserialize, Serialize};

use crate::node::{self, NodeRow};
use crate::tables::CLUSTERS;
use crate::{errors, limits};

/// A cluster.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct ClusterRow {
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    pub(crate) node_type: String,
    /// The role that it asks DynamoDB as.
    pub(crate) role: String,
    pub(crate) group: String,
    pub(crate) window: String,
    /// The port that it is to have; 0 for any.
    pub(crate) port: u16,
    /// Another one means that caches are empty.
    pub(crate) generation: u64,
    pub(crate) nodes: Vec<NodeRow>,
    /// How many nodes it ever had.
    pub(crate) named: u32,
    pub(crate) encrypted: bool,
    pub(crate) tags: Vec<(String, String)>,
    pub(crate) created: Timestamp,
}

impl ClusterRow {
    /// Adds nodes, in the zones that are named and then in all others by turns.
    pub(crate) fn grow(&mut self, region: &str, count: usize, zones: &[String], now: Timestamp) {
        let letters = ['a', 'b', 'c'];
        for at in 0..count {
            let zone = zones.get(at).cloned().unwrap_or_else(|| {
                format!("{region}{}", letters[self.nodes.len() % letters.len()])
            });
            let id = node::id(&self.name, self.named);
            self.nodes.push(NodeRow { id, zone, created: now });
            self.named += 1;
        }
    }
}

/// How many nodes a request names.
pub(crate) fn factor(given: i32) -> ApiResult<usize> {
    let good = (1..=limits::NODES).contains(&given);
    let factor = usize::try_from(given).ok().filter(|_| good);
    factor.ok_or_else(|| {
        errors::value(format!("The replication factor must be from 1 to {}.", limits::NODES))
    })
}

/// The cluster of this name. Names are the same in all cases.
pub(crate) async fn find(cx: &mut Cx<'_>, name: &str) -> ApiResult<ClusterRow> {
    let found = cx.get(&CLUSTERS, &name.to_ascii_lowercase()).await?;
    found.ok_or_else(|| errors::no_cluster(name))
}

/// The cluster with this ARN.
pub(crate) async fn by_arn(cx: &mut Cx<'_>, arn: &str) -> ApiResult<ClusterRow> {
    let refused = || gen_dax::errors::invalid_arn_fault(format!("ARN not valid: {arn}"));
    let parsed: Arn = arn.parse().map_err(|_| refused())?;
    let here = parsed.service() == "dax"
        && parsed.region() == cx.region().as_str()
        && AccountId::parse(parsed.account()) == Some(cx.account());
    let name = parsed.resource().strip_prefix("cache/").filter(|_| here).ok_or_else(refused)?;
    find(cx, name).await
}

/// All clusters of the account here, by name.
pub(crate) async fn all(cx: &mut Cx<'_>) -> ApiResult<Vec<ClusterRow>> {
    let rows = cx.rows(&CLUSTERS);
    let all = cx.range(&CLUSTERS, &rows, usize::MAX).await?;
    Ok(all.into_iter().map(|(_, cluster)| cluster).collect())
}

/// Writes it.
pub(crate) fn put(cx: &mut Cx<'_>, cluster: &ClusterRow) {
    cx.put(&CLUSTERS, &cluster.name, cluster);
}
