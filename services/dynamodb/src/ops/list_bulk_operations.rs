//! ListBulkOperations: those of the last ninety days, the latest first.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListBulkOperations.html>

use gen_dynamodb::{ListBulkOperationsInput, ListBulkOperationsOutput};
use kernel::{ApiResult, Cx};

use super::list_imports::{from_hex, to_hex};
use crate::tables::BULKS;
use crate::{bulk, errors, limits};

/// What tokens are sealed for.
const BINDING: &[&str] = &["bulk-operations"];

pub(crate) async fn list_bulk_operations(
    cx: &mut Cx<'_>,
    input: &ListBulkOperationsInput,
) -> ApiResult<ListBulkOperationsOutput> {
    let limit = input.max_results.and_then(|most| usize::try_from(most).ok());
    let limit = limit.unwrap_or(limits::BULK_PAGE);
    let mut range = cx.rows(&BULKS).reversed();
    if let Some(token) = &input.next_token {
        let position = from_hex(token);
        let position = position.and_then(|sealed| cx.page_token().open(BINDING, &sealed).ok());
        let position = position.and_then(|position| String::from_utf8(position).ok());
        let position = position.ok_or_else(|| errors::validation("Invalid NextToken"))?;
        range = range.before(&position);
    }
    let since = cx.now().minus(limits::BULK_LIFE);
    let mut rows: Vec<_> = cx.range(&BULKS, &range, limit + 1).await?;
    rows.retain(|(_, row)| row.started >= since);
    let more = rows.len() > limit;
    rows.truncate(limit);
    let last = rows.last().filter(|_| more);
    let next = last.map(|(id, _)| to_hex(&cx.page_token().seal(BINDING, id.as_bytes())));
    let summaries = rows.iter().map(|(_, row)| bulk::summary(row)).collect();
    Ok(ListBulkOperationsOutput { bulk_operations_summary_list: Some(summaries), next_token: next })
}
