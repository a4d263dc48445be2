//! ScheduleKeyDeletion: the key cannot be used from now on, and ends when its window is over.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_ScheduleKeyDeletion.html>

use gen_kms::{ScheduleKeyDeletionInput, ScheduleKeyDeletionOutput};
use kernel::{ApiResult, Cx};

use crate::limits::{DEFAULT_DELETION_WINDOW, DELETION_WINDOW};
use crate::tables::KEYS;
use crate::{deletion, errors, key_lookup, state};

pub(crate) async fn schedule_key_deletion(
    cx: &mut Cx<'_>,
    input: &ScheduleKeyDeletionInput,
) -> ApiResult<ScheduleKeyDeletionOutput> {
    let window = input.pending_window_in_days.unwrap_or(DEFAULT_DELETION_WINDOW);
    let member = "pendingWindowInDays";
    if window < *DELETION_WINDOW.start() {
        return Err(errors::out_of_range(window, member, "greater than or equal to 7"));
    }
    if window > *DELETION_WINDOW.end() {
        return Err(errors::out_of_range(window, member, "less than or equal to 30"));
    }
    let mut key = key_lookup::find_to_change(cx, &input.key_id).await?;
    state::require_not_deleting(&key)?;
    deletion::schedule(cx, &mut key, window.unsigned_abs()).await?;
    cx.put(&KEYS, &key.id, &key);
    Ok(ScheduleKeyDeletionOutput {
        key_id: Some(key.arn),
        deletion_date: key.deletion.and_then(|deletion| deletion.at),
        key_state: Some(key.state.to_string()),
        pending_window_in_days: Some(window),
    })
}
