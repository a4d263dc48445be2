//! DescribeLogStreams: by name, or by the time of their last events, in either direction.
//! Ref: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogStreams.html>

use std::cmp::Ordering;

use gen_logs::values::order_by;
use gen_logs::{DescribeLogStreamsInput, DescribeLogStreamsOutput};
use kernel::{ApiResult, Cx};

use crate::group::Group;
use crate::names::StreamName;
use crate::page::{self, Page};
use crate::stream::Stream;
use crate::tables::STREAMS;
use crate::{errors, group};

/// Where a page ends: the time of the last event, and the name.
type Place = (Option<i64>, StreamName);

pub(crate) async fn describe_log_streams(
    cx: &mut Cx<'_>,
    input: &DescribeLogStreamsInput,
) -> ApiResult<DescribeLogStreamsOutput> {
    let name = input.log_group_name.as_deref();
    let group = group::either(cx, name, input.log_group_identifier.as_deref()).await?;
    let by_time = input.order_by.as_deref() == Some(order_by::LAST_EVENT_TIME);
    let descending = input.descending.unwrap_or(false);
    let prefix = input.log_stream_name_prefix.as_deref();
    if by_time && prefix.is_some() {
        return Err(errors::invalid("Cannot order by LastEventTime with a logStreamNamePrefix."));
    }
    let shape = format!("{} {by_time} {descending}", group.id);
    let binding = [prefix.unwrap_or_default(), &shape];
    let page = Page::<Place>::parse(cx, &binding, input.limit, input.next_token.as_deref())?;
    let mut rows = match by_time {
        true => of_time(cx, &group, &page, descending).await?,
        false => of_name(cx, &group, &page, prefix.unwrap_or_default(), descending).await?,
    };
    let more = rows.len() > page.limit;
    rows.truncate(page.limit);
    let next_token = match rows.last() {
        Some(last) if more => Some(page::seal(cx, &binding, &place(last))?),
        _ => None,
    };
    let arn = group.arn(cx)?;
    let shown = rows.iter().map(|(name, stream)| stream.show(&arn, name));
    Ok(DescribeLogStreamsOutput { log_streams: Some(shown.collect()), next_token })
}

async fn of_name(
    cx: &mut Cx<'_>,
    group: &Group,
    page: &Page<Place>,
    prefix: &str,
    descending: bool,
) -> ApiResult<Vec<(StreamName, Stream)>> {
    let mut range = cx.rows(&STREAMS).prefix(&group.id).starting_with(prefix);
    if let Some((_, last)) = &page.after {
        let last = (group.id, last.clone());
        range = if descending { range.before(&last) } else { range.after(&last) };
    }
    if descending {
        range = range.reversed();
    }
    let rows = cx.range(&STREAMS, &range, page.limit + 1).await?;
    Ok(rows.into_iter().map(|((_, name), stream)| (name, stream)).collect())
}

async fn of_time(
    cx: &mut Cx<'_>,
    group: &Group,
    page: &Page<Place>,
    descending: bool,
) -> ApiResult<Vec<(StreamName, Stream)>> {
    let range = cx.rows(&STREAMS).prefix(&group.id);
    let rows = cx.range(&STREAMS, &range, usize::MAX).await?;
    let mut rows: Vec<_> = rows.into_iter().map(|((_, name), stream)| (name, stream)).collect();
    let order = |a: &Place, b: &Place| if descending { b.cmp(a) } else { a.cmp(b) };
    if let Some(last) = &page.after {
        rows.retain(|row| order(&place(row), last) == Ordering::Greater);
    }
    let wanted = page.limit + 1;
    let by_place = |a: &(StreamName, Stream), b: &(StreamName, Stream)| order(&place(a), &place(b));
    if rows.len() > wanted {
        rows.select_nth_unstable_by(wanted, by_place);
        rows.truncate(wanted);
    }
    rows.sort_by(by_place);
    Ok(rows)
}

fn place((name, stream): &(StreamName, Stream)) -> Place {
    (stream.times.map(|times| times.last), name.clone())
}
