//! UpdateKeyDescription.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_UpdateKeyDescription.html>

use gen_kms::{UpdateKeyDescriptionInput, UpdateKeyDescriptionOutput};
use kernel::{ApiResult, Cx};

use crate::tables::KEYS;
use crate::{key_lookup, state};

pub(crate) async fn update_key_description(
    cx: &mut Cx<'_>,
    input: &UpdateKeyDescriptionInput,
) -> ApiResult<UpdateKeyDescriptionOutput> {
    let mut key = key_lookup::find_to_change(cx, &input.key_id).await?;
    state::require_not_deleting(&key)?;
    key.description.clone_from(&input.description);
    cx.put(&KEYS, &key.id, &key);
    Ok(UpdateKeyDescriptionOutput {})
}
