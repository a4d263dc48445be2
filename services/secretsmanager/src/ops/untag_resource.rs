//! UntagResource: takes tags away; keys that are not there are fine.
//! Ref: <https://docs.aws.amazon.com/secretsmanager/latest/APIReference/API_UntagResource.html>

use gen_secretsmanager::UntagResourceRequest;
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::secret;

pub(crate) async fn untag_resource(
    cx: &mut Cx<'_>,
    input: &UntagResourceRequest,
) -> ApiResult<Empty> {
    let mut secret = secret::find_to_describe(cx, &input.secret_id).await?;
    if let Some(tags) = &mut secret.tags {
        tags.retain(|(key, _)| !input.tag_keys.contains(key));
    }
    secret::save(cx, &mut secret, None).await?;
    Ok(Empty::default())
}
