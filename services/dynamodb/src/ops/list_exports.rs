//! ListExports: by the time of their beginning.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListExports.html>

use gen_dynamodb::{ListExportsInput, ListExportsOutput};
use kernel::{ApiResult, Cx};

use crate::tables::EXPORTS;
use crate::{errors, export};

/// Exports of a page.
const PAGE: usize = 25;
/// Exports looked at at once.
const AT_ONCE: usize = 100;

pub(crate) async fn list_exports(
    cx: &mut Cx<'_>,
    input: &ListExportsInput,
) -> ApiResult<ListExportsOutput> {
    let table = input.table_arn.as_deref();
    let binding = table.unwrap_or_default();
    let mut after = match &input.next_token {
        Some(token) => {
            let position = cx.page_token().open(&[binding], token).ok();
            let position = position.and_then(|position| String::from_utf8(position).ok());
            Some(position.ok_or_else(|| errors::validation("Invalid NextToken"))?)
        }
        None => None,
    };
    let limit = input.max_results.and_then(|max| usize::try_from(max).ok()).unwrap_or(PAGE);
    let mut found = Vec::new();
    while found.len() <= limit {
        let mut range = cx.rows(&EXPORTS);
        if let Some(after) = &after {
            range = range.after(after);
        }
        let rows = cx.range(&EXPORTS, &range, AT_ONCE).await?;
        let ended = rows.len() < AT_ONCE;
        after = rows.last().map(|(id, _)| id.clone());
        let of_table = rows.into_iter().map(|(_, row)| row);
        found.extend(of_table.filter(|row| table.is_none_or(|arn| row.is_of(arn))));
        if ended {
            break;
        }
    }
    let more = found.len() > limit;
    found.truncate(limit);
    let last = found.last().filter(|_| more);
    let next = last.map(|last| cx.page_token().seal(&[binding], last.id.as_bytes()));
    let summaries = found.iter().map(export::summary).collect();
    Ok(ListExportsOutput { export_summaries: Some(summaries), next_token: next })
}
