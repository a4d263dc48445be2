//! DisableKey: no cryptographic work until it is enabled again.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_DisableKey.html>

use gen_kms::{DisableKeyInput, DisableKeyOutput};
use kernel::{ApiResult, Cx};

use crate::key::KeyState;
use crate::tables::KEYS;
use crate::{key_lookup, state};

pub(crate) async fn disable_key(
    cx: &mut Cx<'_>,
    input: &DisableKeyInput,
) -> ApiResult<DisableKeyOutput> {
    let mut key = key_lookup::find_to_change(cx, &input.key_id).await?;
    state::require_switchable(&key)?;
    key.state = KeyState::Disabled;
    key.enabled = false;
    cx.put(&KEYS, &key.id, &key);
    Ok(DisableKeyOutput {})
}
