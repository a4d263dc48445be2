//! EnableKeyRotation: new material each period, by the cloud's clock.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_EnableKeyRotation.html>

use gen_kms::{EnableKeyRotationInput, EnableKeyRotationOutput};
use kernel::{ApiResult, Cx};

use crate::key::Rotation;
use crate::limits::{DAY, DEFAULT_ROTATION_PERIOD};
use crate::tables::KEYS;
use crate::{key_lookup, rotation};

pub(crate) async fn enable_key_rotation(
    cx: &mut Cx<'_>,
    input: &EnableKeyRotationInput,
) -> ApiResult<EnableKeyRotationOutput> {
    let mut key = key_lookup::find_to_change(cx, &input.key_id).await?;
    rotation::require_schedulable(cx, &key).await?;
    let period_days =
        input.rotation_period_in_days.map_or(DEFAULT_ROTATION_PERIOD, i32::unsigned_abs);
    // Asked for again in the same words, the schedule goes on as it is.
    if key.rotation.is_none_or(|known| known.period_days != period_days) {
        let next = cx.now().plus(DAY * period_days);
        key.rotation = Some(Rotation { period_days, next });
        rotation::schedule(cx, &key).await?;
        cx.put(&KEYS, &key.id, &key);
    }
    Ok(EnableKeyRotationOutput {})
}
