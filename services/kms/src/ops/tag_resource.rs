//! TagResource.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_TagResource.html>

use gen_kms::{TagResourceInput, TagResourceOutput};
use kernel::{ApiResult, Cx};

use crate::tables::KEYS;
use crate::{key_lookup, state, tags};

pub(crate) async fn tag_resource(
    cx: &mut Cx<'_>,
    input: &TagResourceInput,
) -> ApiResult<TagResourceOutput> {
    let mut key = key_lookup::find_to_change(cx, &input.key_id).await?;
    state::require_not_deleting(&key)?;
    key.tags = tags::merge(&key.tags, &input.tags)?;
    cx.put(&KEYS, &key.id, &key);
    Ok(TagResourceOutput {})
}
