//! UntagResource: takes tags from a table; keys that it does not have are fine.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UntagResource.html>

use gen_dynamodb::UntagResourceInput;
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::{table_arn, tags};

pub(crate) async fn untag_resource(
    cx: &mut Cx<'_>,
    input: &UntagResourceInput,
) -> ApiResult<Empty> {
    let table = table_arn::table(cx, &input.resource_arn).await?;
    tags::remove(cx, &table.name, &input.tag_keys).await?;
    Ok(Empty::default())
}
