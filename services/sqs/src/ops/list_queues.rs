//! ListQueues: the URLs of the caller's queues in this region, by name.
//! Ref: <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListQueues.html>

use gen_sqs::{ListQueuesInput, ListQueuesOutput};
use kernel::{ApiResult, Cx};

use crate::batch::non_empty;
use crate::page::{self, Page};
use crate::queue::url_of;
use crate::tables::QUEUES;

pub(super) async fn list_queues(
    cx: &mut Cx<'_>,
    input: &ListQueuesInput,
) -> ApiResult<ListQueuesOutput> {
    let prefix = input.queue_name_prefix.as_deref().unwrap_or_default();
    let page = Page::parse(cx, &[prefix], input.max_results, input.next_token.as_deref())?;
    let mut range = cx.rows(&QUEUES).starting_with(prefix);
    if let Some(after) = &page.after {
        range = range.after(after);
    }
    let rows = cx.range(&QUEUES, &range, page.limit + 1).await?;
    let names = rows.into_iter().map(|(name, _)| name).collect();
    let (names, next_token) = page::cut(cx, &[prefix], &page, names);
    let urls = names.iter().map(|name| url_of(cx, name)).collect();
    Ok(ListQueuesOutput { queue_urls: non_empty(urls), next_token })
}
