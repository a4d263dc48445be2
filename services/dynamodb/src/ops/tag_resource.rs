//! TagResource: adds tags to a table; the old value of a key gives way.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TagResource.html>

use gen_dynamodb::TagResourceInput;
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::{table_arn, tags};

pub(crate) async fn tag_resource(cx: &mut Cx<'_>, input: &TagResourceInput) -> ApiResult<Empty> {
    let table = table_arn::table(cx, &input.resource_arn).await?;
    tags::add(cx, &table.name, &input.tags).await?;
    Ok(Empty::default())
}
