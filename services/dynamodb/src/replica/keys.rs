//! Other keys of KMS for the replicas of a global table: named for each of them, in one request.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateReplicationGroupMemberAction.html>

use gen_dynamodb::UpdateReplicationGroupMemberAction;
use kernel::{ApiResult, Cx, Region};

use super::change::{no_member, not_there};
use super::{Group, State, in_use};
use crate::encryption::{self, Asked};
use crate::global;
use crate::table::TableRow;
use crate::tables::GROUPS;

/// Has the replicas encrypted under the keys that a request names.
pub(super) async fn apply(
    cx: &mut Cx<'_>,
    table: &TableRow,
    updates: impl Iterator<Item = &UpdateReplicationGroupMemberAction>,
) -> ApiResult<()> {
    let group = match table.settings.group {
        Some(number) => cx.get(&GROUPS, &number).await?,
        None => None,
    };
    let members = group.as_ref().map(|group| group.replicas.as_slice()).unwrap_or_default();
    let mut keys: Vec<(Region, Asked)> = Vec::new();
    for update in updates {
        let special = update.provisioned_throughput_override.is_some()
            || update.on_demand_throughput_override.is_some()
            || update.global_secondary_indexes.is_some()
            || update.table_class_override.is_some();
        if special {
            return Err(not_there());
        }
        let region = global::region(cx, &update.region_name)?;
        if !members.iter().any(|replica| replica.region == region.as_str()) {
            return Err(no_member(&region));
        }
        let key = update.kms_master_key_id.clone();
        let key = key.ok_or_else(encryption::replicas::for_each)?;
        keys.retain(|(named, _)| *named != region);
        keys.push((region, Asked::Kms(key)));
    }
    if keys.len() != members.len() {
        return Err(encryption::replicas::for_each());
    }
    if members.iter().any(|replica| replica.state != State::Active) {
        return Err(in_use());
    }
    encryption::replicas::change(cx, &table.name, &keys).await
}

/// The regions of all replicas.
pub(crate) fn regions(group: &Group) -> Vec<Region> {
    group.replicas.iter().filter_map(|replica| Region::parse(&replica.region)).collect()
}
