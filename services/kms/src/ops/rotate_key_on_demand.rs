//! RotateKeyOnDemand: new material at once, or imported material that waits. Done when the answer is there, so that no
//! rotation is ever under way.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_RotateKeyOnDemand.html>

use gen_kms::errors::limit_exceeded_exception;
use gen_kms::{RotateKeyOnDemandInput, RotateKeyOnDemandOutput};
use kernel::{ApiResult, Cx};

use crate::key::Origin;
use crate::material::RotationType;
use crate::tables::KEYS;
use crate::{key_lookup, limits, rotation, state};

pub(crate) async fn rotate_key_on_demand(
    cx: &mut Cx<'_>,
    input: &RotateKeyOnDemandInput,
) -> ApiResult<RotateKeyOnDemandOutput> {
    let mut key = key_lookup::find_to_change(cx, &input.key_id).await?;
    state::require_enabled(cx, &key).await?;
    rotation::require_rotatable(&key, cx.region().as_str())?;
    if key.rotated_on_demand >= limits::ON_DEMAND_ROTATIONS {
        return Err(limit_exceeded_exception(format!(
            "The on-demand rotations limit has been reached for the given keyId. \
             No more on-demand rotations can be performed for this key: {}",
            key.arn
        )));
    }
    match key.origin {
        Origin::External => rotation::promote_pending(cx, &mut key).await?,
        _ => {
            let now = cx.now();
            rotation::replace_material(cx, &mut key, RotationType::OnDemand, now).await?;
        }
    }
    key.rotated_on_demand += 1;
    cx.put(&KEYS, &key.id, &key);
    Ok(RotateKeyOnDemandOutput { key_id: Some(key.arn) })
}
