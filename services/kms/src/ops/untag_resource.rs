//! UntagResource: keys that the key does not have are passed over.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_UntagResource.html>

use gen_kms::{UntagResourceInput, UntagResourceOutput};
use kernel::{ApiResult, Cx};

use crate::tables::KEYS;
use crate::{key_lookup, state, tags};

pub(crate) async fn untag_resource(
    cx: &mut Cx<'_>,
    input: &UntagResourceInput,
) -> ApiResult<UntagResourceOutput> {
    let mut key = key_lookup::find_to_change(cx, &input.key_id).await?;
    state::require_not_deleting(&key)?;
    key.tags = tags::without(&key.tags, &input.tag_keys)?;
    cx.put(&KEYS, &key.id, &key);
    Ok(UntagResourceOutput {})
}
