//! UpdateContinuousBackups: point-in-time recovery on or off, and for how many days.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateContinuousBackups.html>

use gen_dynamodb::{UpdateContinuousBackupsInput, UpdateContinuousBackupsOutput};
use kernel::{ApiResult, Cx};

use crate::{history, recovery, table};

pub(crate) async fn update_continuous_backups(
    cx: &mut Cx<'_>,
    input: &UpdateContinuousBackupsInput,
) -> ApiResult<UpdateContinuousBackupsOutput> {
    let mut table = table::of_backups(cx, &input.table_name).await?;
    let asked = &input.point_in_time_recovery_specification;
    let before = table.settings.recovery;
    table.settings.recovery = recovery::change(before, asked, cx.now())?;
    if table.settings.recovery != before {
        table::save(cx, &table);
        if table.settings.recovery.enabled.is_some() {
            history::watch(cx, &table).await?;
        } else if !table.settings.recovery.keeps_history() {
            history::stop(cx, &table).await?;
        }
    }
    let description = recovery::describe(&table.settings.recovery, cx.now());
    Ok(UpdateContinuousBackupsOutput { continuous_backups_description: Some(description) })
}
