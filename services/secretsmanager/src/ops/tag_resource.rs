//! TagResource: adds tags to a secret; the old value of a key gives way.
//! Ref: <https://docs.aws.amazon.com/secretsmanager/latest/APIReference/API_TagResource.html>

use gen_secretsmanager::TagResourceRequest;
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::{secret, tags};

pub(crate) async fn tag_resource(cx: &mut Cx<'_>, input: &TagResourceRequest) -> ApiResult<Empty> {
    let mut secret = secret::find_to_describe(cx, &input.secret_id).await?;
    secret.tags = Some(tags::merge(secret.tags.as_ref(), &input.tags)?);
    secret::save(cx, &mut secret, None).await?;
    Ok(Empty::default())
}
