//! GetKeyRotationStatus. While a key is to be deleted, its rotation rests. A replica shows its primary's.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyRotationStatus.html>

use gen_kms::{GetKeyRotationStatusInput, GetKeyRotationStatusOutput};
use kernel::{ApiResult, Cx};

use crate::{key_lookup, rotation, state};

pub(crate) async fn get_key_rotation_status(
    cx: &mut Cx<'_>,
    input: &GetKeyRotationStatusInput,
) -> ApiResult<GetKeyRotationStatusOutput> {
    let key = key_lookup::find_key(cx, &input.key_id).await?;
    rotation::require_status(&key)?;
    let schedule = rotation::schedule_of(cx, &key).await?;
    let schedule = schedule.filter(|_| state::require_not_deleting(&key).is_ok());
    Ok(GetKeyRotationStatusOutput {
        key_id: Some(key.arn.clone()),
        key_rotation_enabled: Some(schedule.is_some()),
        rotation_period_in_days: schedule.and_then(|s| i32::try_from(s.period_days).ok()),
        next_rotation_date: schedule.map(|s| s.next),
        on_demand_rotation_start_date: None,
    })
}
