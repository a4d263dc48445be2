//! DisableKeyRotation: no more rotations on schedule; what was rotated stays so.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_DisableKeyRotation.html>

use gen_kms::{DisableKeyRotationInput, DisableKeyRotationOutput};
use kernel::{ApiResult, Cx};

use crate::tables::KEYS;
use crate::{key_lookup, rotation};

pub(crate) async fn disable_key_rotation(
    cx: &mut Cx<'_>,
    input: &DisableKeyRotationInput,
) -> ApiResult<DisableKeyRotationOutput> {
    let mut key = key_lookup::find_to_change(cx, &input.key_id).await?;
    rotation::require_schedulable(cx, &key).await?;
    key.rotation = None;
    rotation::schedule(cx, &key).await?;
    cx.put(&KEYS, &key.id, &key);
    Ok(DisableKeyRotationOutput {})
}
