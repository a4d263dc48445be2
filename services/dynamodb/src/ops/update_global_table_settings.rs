//! UpdateGlobalTableSettings: capacity, its scaling, billing mode and class of a global table of version 2017.11.29.
//! Writes are set for all replicas, reads for each of them.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateGlobalTableSettings.html>

use gen_dynamodb::values::replica_status;
use gen_dynamodb::{UpdateGlobalTableSettingsInput, UpdateGlobalTableSettingsOutput};
use kernel::{ApiResult, Cx};

use super::describe_global_table_settings::replica_settings;
use crate::global::settings::{self, Asked};
use crate::global::{self, members};
use crate::table_name::TableName;
use crate::{errors, scaling, table};

pub(crate) async fn update_global_table_settings(
    cx: &mut Cx<'_>,
    input: &UpdateGlobalTableSettingsInput,
) -> ApiResult<UpdateGlobalTableSettingsOutput> {
    let name = TableName::parse(&input.global_table_name)?;
    let (_, group) = global::of(cx, &name).await?;
    settings::check(input)?;
    for update in input.replica_settings_update.iter().flatten() {
        if !group.replicas.iter().any(|replica| replica.region == update.region_name) {
            return Err(errors::no_replica(name.as_str(), &update.region_name));
        }
    }
    for replica in &group.replicas {
        let region = global::region(cx, &replica.region)?;
        let mut table = members::table_in(cx, &name, &region).await?;
        let asked = Asked::of(input, &replica.region);
        settings::apply(&mut table, &asked, region.as_str(), cx.now())?;
        let home = cx.enter_region(region);
        table::save(cx, &table);
        let set = scaling::set(cx, &table, &asked.scaling).await;
        cx.enter_region(home);
        set?;
    }
    let mut shown = replica_settings(cx, &name, &group).await?;
    for replica in &mut shown {
        replica.replica_status = Some(replica_status::UPDATING.to_owned());
    }
    Ok(UpdateGlobalTableSettingsOutput {
        global_table_name: Some(name.to_string()),
        replica_settings: Some(shown),
    })
}
