//! CancelKeyDeletion: the key stays, disabled.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_CancelKeyDeletion.html>

use gen_kms::{CancelKeyDeletionInput, CancelKeyDeletionOutput};
use kernel::{ApiResult, Cx};

use crate::tables::KEYS;
use crate::{deletion, errors, key_lookup};

pub(crate) async fn cancel_key_deletion(
    cx: &mut Cx<'_>,
    input: &CancelKeyDeletionInput,
) -> ApiResult<CancelKeyDeletionOutput> {
    let mut key = key_lookup::find_to_change(cx, &input.key_id).await?;
    if key.deletion.is_none() {
        return Err(errors::invalid_state(format!("{} is not pending deletion.", key.arn)));
    }
    deletion::call_off(cx, &mut key).await?;
    cx.put(&KEYS, &key.id, &key);
    Ok(CancelKeyDeletionOutput { key_id: Some(key.arn) })
}
