//! CreateCluster: a cluster, which listens once the call has been committed.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_dax_CreateCluster.html>

use dax_listener::Listener;
use gen_dax::{CreateClusterRequest, CreateClusterResponse};
use kernel::{AccountId, ApiError, ApiResult, Arn, Cx};

use crate::cluster::{self, ClusterRow};
use crate::data::{self, ClusterId};
use crate::tables::{CLUSTERS, PORTS};
use crate::{errors, events, limits, parameters, show, tags};

pub(super) async fn create_cluster(
    cx: &mut Cx<'_>,
    input: &CreateClusterRequest,
) -> ApiResult<CreateClusterResponse> {
    let name = input.cluster_name.to_ascii_lowercase();
    if !limits::is_name(&name, limits::CLUSTER_NAME) {
        return Err(errors::value(format!("The cluster name {name} is not valid.")));
    }
    require_known(input)?;
    let role = role(cx, &input.iam_role_arn)?;
    let factor = cluster::factor(input.replication_factor)?;
    let zones = input.availability_zones.as_deref().unwrap_or_default();
    if !zones.is_empty() && zones.len() != factor {
        return Err(errors::combination("There must be as many availability zones as nodes."));
    }
    let group = input.parameter_group_name.as_deref().unwrap_or(parameters::DEFAULT);
    let group = parameters::find(cx, group).await?.name;
    if cx.has(&CLUSTERS, &name).await? {
        let message = format!("Cluster already exists: {name}");
        return Err(gen_dax::errors::cluster_already_exists_fault(message));
    }
    if cluster::all(cx).await?.len() >= limits::CLUSTERS {
        let message = format!("An account has up to {} clusters.", limits::CLUSTERS);
        return Err(gen_dax::errors::cluster_quota_for_customer_exceeded_fault(message));
    }
    let id = ClusterId::here(cx, &name);
    let mut row = ClusterRow {
        name: name.clone(),
        description: input.description.clone(),
        node_type: input.node_type.clone(),
        role: role.to_string(),
        group,
        window: input.preferred_maintenance_window.clone().unwrap_or_else(|| WINDOW.to_owned()),
        port: port(cx, &id).await?,
        generation: cx.next_sequence(),
        nodes: Vec::new(),
        named: 0,
        encrypted: input.sse_specification.as_ref().is_some_and(|sse| sse.enabled),
        tags: tags::with(&[], input.tags.as_deref().unwrap_or_default())?,
        created: cx.now(),
    };
    row.grow(id.region.as_str(), factor, zones, cx.now());
    cluster::put(cx, &row);
    events::of_cluster(cx, &name, "Cluster created.").await?;
    let shown = show::cluster(cx, &row)?;
    if let Some(listener) = cx.kernel().plane::<Listener>() {
        cx.on_commit(move || data::listen(&listener, &id, row.port));
    }
    Ok(CreateClusterResponse { cluster: Some(shown) })
}

/// When nothing is done, since nothing needs to be.
const WINDOW: &str = "sun:05:00-sun:06:00";

/// Refuses what is not there.
fn require_known(input: &CreateClusterRequest) -> ApiResult<()> {
    if !input.node_type.starts_with("dax.") {
        return Err(errors::value(format!("The node type {} is not valid.", input.node_type)));
    }
    let absent = [
        (
            "TLS (ClusterEndpointEncryptionType)",
            matches!(&input.cluster_endpoint_encryption_type, Some(kind) if kind != "NONE"),
        ),
        ("SubnetGroupName", input.subnet_group_name.is_some()),
        ("SecurityGroupIds", input.security_group_ids.as_ref().is_some_and(|ids| !ids.is_empty())),
        ("NotificationTopicArn", input.notification_topic_arn.is_some()),
        ("NetworkType but ipv4", matches!(&input.network_type, Some(kind) if kind != "ipv4")),
    ];
    match absent.iter().find(|(_, asked)| *asked) {
        Some((what, _)) => Err(ApiError::not_implemented(format!("{what} of a DAX cluster"))),
        None => Ok(()),
    }
}

/// The role that the cluster is to ask DynamoDB as: one of the same account.
fn role(cx: &Cx<'_>, given: &str) -> ApiResult<Arn> {
    let refused = || errors::value(format!("The role {given} is no role of this account."));
    let role: Arn = given.parse().map_err(|_| refused())?;
    let own = AccountId::parse(role.account()) == Some(cx.account());
    let good = role.service() == "iam" && role.resource().starts_with("role/") && own;
    if good { Ok(role) } else { Err(refused()) }
}

/// The first port that no other cluster has.
async fn port(cx: &mut Cx<'_>, id: &ClusterId) -> ApiResult<u16> {
    let listener = cx.kernel().plane::<Listener>();
    let first = listener.map_or(0, |listener| listener.settings().port);
    if first == 0 {
        return Ok(0);
    }
    for port in first..=u16::MAX {
        if !cx.has(&PORTS, &u64::from(port)).await? {
            cx.put(&PORTS, &u64::from(port), &id.text());
            return Ok(port);
        }
    }
    Err(gen_dax::errors::insufficient_cluster_capacity_fault("There is no free port left."))
}
