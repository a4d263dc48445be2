//! UpdateTimeToLive: items expire by an attribute of theirs, or no more.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTimeToLive.html>

use gen_dynamodb::{UpdateTimeToLiveInput, UpdateTimeToLiveOutput};
use kernel::{ApiResult, Cx};

use crate::replica::follow::{self, Setting};
use crate::table;
use crate::{ttl, ttl_rules};

pub(crate) async fn update_time_to_live(
    cx: &mut Cx<'_>,
    input: &UpdateTimeToLiveInput,
) -> ApiResult<UpdateTimeToLiveOutput> {
    let mut table = table::of_settings(cx, &input.table_name).await?;
    let asked = &input.time_to_live_specification;
    let name = &asked.attribute_name;
    table.settings.ttl = ttl_rules::change(&table.settings.ttl, asked.enabled, name, cx.now())?;
    if asked.enabled {
        ttl::start(cx, &table).await?;
    } else {
        ttl::stop(cx, &table).await?;
    }
    table::save(cx, &table);
    follow::tell(cx, &table, Setting::TimeToLive(table.settings.ttl.clone())).await?;
    Ok(UpdateTimeToLiveOutput { time_to_live_specification: Some(asked.clone()) })
}
