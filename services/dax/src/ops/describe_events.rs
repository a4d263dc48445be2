//! DescribeEvents: what happened lately: within an hour, unless times are named.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_dax_DescribeEvents.html>

use gen_dax::{DescribeEventsRequest, DescribeEventsResponse};
use kernel::{ApiResult, Cx, Timestamp};

use crate::{errors, events, page};

pub(super) async fn describe_events(
    cx: &mut Cx<'_>,
    input: &DescribeEventsRequest,
) -> ApiResult<DescribeEventsResponse> {
    let minutes = input.duration.unwrap_or(60);
    if minutes < 0 || (input.source_name.is_some() && input.source_type.is_none()) {
        return Err(errors::combination(
            "A SourceName needs a SourceType, and a Duration a length.",
        ));
    }
    let start = match (input.start_time, input.end_time) {
        (Some(start), _) => start,
        (None, end) => {
            Timestamp::from_secs(end.unwrap_or(cx.now()).as_secs() - i64::from(minutes) * 60)
        }
    };
    let end = input.end_time.unwrap_or(cx.now());
    let mut all = events::all(cx).await?;
    all.retain(|event| {
        (start..=end).contains(&event.at())
            && input.source_name.as_ref().is_none_or(|name| *name == event.source)
            && input.source_type.as_ref().is_none_or(|kind| *kind == event.kind)
    });
    let (all, next_token) = page::cut(cx, all, input.max_results, input.next_token.as_deref())?;
    let events = all.into_iter().map(events::EventRow::shown).collect();
    Ok(DescribeEventsResponse { next_token, events: Some(events) })
}
