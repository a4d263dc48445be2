//! EnableKey: cryptographic work can be done again; a rotation that fell due meanwhile is done now.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_EnableKey.html>

use gen_kms::{EnableKeyInput, EnableKeyOutput};
use kernel::{ApiResult, Cx};

use crate::key::KeyState;
use crate::tables::KEYS;
use crate::{key_lookup, rotation, state};

pub(crate) async fn enable_key(
    cx: &mut Cx<'_>,
    input: &EnableKeyInput,
) -> ApiResult<EnableKeyOutput> {
    let mut key = key_lookup::find_to_change(cx, &input.key_id).await?;
    state::require_switchable(&key)?;
    key.state = KeyState::Enabled;
    key.enabled = true;
    rotation::catch_up(cx, &mut key).await?;
    cx.put(&KEYS, &key.id, &key);
    Ok(EnableKeyOutput {})
}
