//! ListTagsOfResource: the tags of a table, ten a page.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListTagsOfResource.html>

use gen_dynamodb::{ListTagsOfResourceInput, ListTagsOfResourceOutput, Tag};
use kernel::{ApiResult, Cx};

use crate::{errors, table_arn, tags};

const PAGE: usize = 10;

pub(crate) async fn list_tags_of_resource(
    cx: &mut Cx<'_>,
    input: &ListTagsOfResourceInput,
) -> ApiResult<ListTagsOfResourceOutput> {
    let table = table_arn::table(cx, &input.resource_arn).await?;
    let all = tags::of(cx, &table.name).await?;
    let binding = [table.uuid.as_str()];
    let after = match &input.next_token {
        Some(token) => {
            let position = cx.page_token().open(&binding, token).ok();
            let position = position.and_then(|bytes| String::from_utf8(bytes).ok());
            Some(position.ok_or_else(|| errors::validation("Invalid NextToken"))?)
        }
        None => None,
    };
    let mut rest = all.into_iter().filter(|(key, _)| after.as_ref().is_none_or(|a| key > a));
    let page: Vec<(String, String)> = rest.by_ref().take(PAGE).collect();
    let last = page.last().filter(|_| rest.next().is_some());
    let next_token = last.map(|(key, _)| cx.page_token().seal(&binding, key.as_bytes()));
    let tags = page.into_iter().map(|(key, value)| Tag { key, value }).collect();
    Ok(ListTagsOfResourceOutput { tags: Some(tags), next_token })
}
