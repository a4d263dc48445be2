//! ListDeadLetterSourceQueues: the queues whose redrive policy names this one.
//! Ref: <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListDeadLetterSourceQueues.html>

use gen_sqs::{ListDeadLetterSourceQueuesInput, ListDeadLetterSourceQueuesOutput};
use kernel::{ApiResult, Cx};

use crate::page::{self, Page};
use crate::queue::{self, url_of};
use crate::tables::DEAD_LETTER_SOURCES;

pub(super) async fn list_dead_letter_source_queues(
    cx: &mut Cx<'_>,
    input: &ListDeadLetterSourceQueuesInput,
) -> ApiResult<ListDeadLetterSourceQueuesOutput> {
    let queue = queue::find(cx, &input.queue_url).await?;
    let binding = [queue.name.as_str()];
    let page = Page::parse(cx, &binding, input.max_results, input.next_token.as_deref())?;
    let mut range = cx.rows(&DEAD_LETTER_SOURCES).prefix(&queue.name);
    if let Some(after) = &page.after {
        range = range.after(&(queue.name.clone(), after.clone()));
    }
    let rows = cx.range(&DEAD_LETTER_SOURCES, &range, page.limit + 1).await?;
    let names = rows.into_iter().map(|((_, source), ())| source).collect();
    let (names, next_token) = page::cut(cx, &binding, &page, names);
    let urls = names.iter().map(|name| url_of(cx, name)).collect();
    Ok(ListDeadLetterSourceQueuesOutput { queue_urls: Some(urls), next_token })
}
