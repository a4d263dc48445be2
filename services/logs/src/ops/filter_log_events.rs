//! FilterLogEvents: events of many streams of a group that match a pattern, merged in order of time. One call looks
//! at so much and no more; then it answers with what it found and a token.
//! Ref: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html>

use gen_logs::{FilterLogEventsInput, FilterLogEventsOutput, FilteredLogEvent};
use kernel::{ApiResult, Cx};

use crate::group::Group;
use crate::names::StreamName;
use crate::pattern::Pattern;
use crate::position::Position;
use crate::read::{self, Reader, Way, Window};
use crate::stream::Stream;
use crate::tables::STREAMS;
use crate::{errors, group, limits, page};

pub(crate) async fn filter_log_events(
    cx: &mut Cx<'_>,
    input: &FilterLogEventsInput,
) -> ApiResult<FilterLogEventsOutput> {
    let name = input.log_group_name.as_deref();
    let group = group::either(cx, name, input.log_group_identifier.as_deref()).await?;
    let text = input.filter_pattern.as_deref().unwrap_or_default();
    let pattern = Pattern::parse(text).map_err(|error| errors::pattern(&error))?;
    let shape = shape(&group, input);
    let binding = [text, &shape];
    let way = if input.start_from_head == Some(false) { Way::Backward } else { Way::Forward };
    let beyond = match input.next_token.as_deref() {
        None => None,
        Some(token) => {
            let id: String = page::open(cx, &binding, token)?;
            Some(Position::of_id(&id).ok_or_else(errors::bad_token)?)
        }
    };
    let oldest = group.oldest(cx.now().as_millis());
    let from = input.start_time.unwrap_or(0).max(oldest);
    let window = Window { from, to: input.end_time.unwrap_or(i64::MAX), beyond };
    let streams = read::in_time(streams(cx, &group, input).await?, window.from, window.to);
    let mut reader =
        Reader::new(cx, &group, streams.iter().map(|(_, stream)| stream), way, window).await?;
    let limit = input.limit.and_then(|limit| usize::try_from(limit).ok());
    let limit = limit.unwrap_or(limits::MAX_ANSWER_EVENTS);
    let mut found = Found::default();
    while let Some(event) = reader.next(cx).await? {
        let matches = pattern.matches(event.message);
        let size = event.message.len() + limits::EVENT_OVERHEAD;
        if found.is_full(matches, size, limit) {
            found.token =
                found.last.map(|last| page::seal(cx, &binding, &last.id())).transpose()?;
            break;
        }
        found.scanned += size;
        found.last = Some(event.position);
        if matches {
            found.bytes += size;
            found.events.push(FilteredLogEvent {
                log_stream_name: streams.get(event.stream).map(|(name, _)| name.0.clone()),
                timestamp: Some(event.position.time),
                message: Some(event.message.to_owned()),
                ingestion_time: Some(event.ingested),
                event_id: Some(event.position.id()),
            });
        }
    }
    Ok(FilterLogEventsOutput {
        events: Some(found.events),
        // AWS lists nothing here since 2020.
        searched_log_streams: Some(Vec::new()),
        next_token: found.token,
    })
}

/// What was found so far.
#[derive(Default)]
struct Found {
    events: Vec<FilteredLogEvent>,
    bytes: usize,
    scanned: usize,
    last: Option<Position>,
    token: Option<String>,
}

impl Found {
    /// Whether the answer is to be given before an event of this size.
    fn is_full(&self, matches: bool, size: usize, limit: usize) -> bool {
        let many = matches && self.events.len() >= limit;
        let large =
            matches && !self.events.is_empty() && self.bytes + size > limits::MAX_ANSWER_BYTES;
        many || large || self.scanned > limits::MAX_SCANNED_BYTES
    }
}

/// What a token is bound to beside the pattern.
fn shape(group: &Group, input: &FilterLogEventsInput) -> String {
    let names = input.log_stream_names.as_deref().unwrap_or_default();
    let (start, end) = (input.start_time, input.end_time);
    let (prefix, head) = (&input.log_stream_name_prefix, input.start_from_head);
    format!("{} {names:?} {prefix:?} {start:?} {end:?} {head:?}", group.id)
}

/// The streams that are looked at.
async fn streams(
    cx: &mut Cx<'_>,
    group: &Group,
    input: &FilterLogEventsInput,
) -> ApiResult<Vec<(StreamName, Stream)>> {
    let prefix = input.log_stream_name_prefix.as_deref();
    let Some(names) = &input.log_stream_names else {
        let range = cx.rows(&STREAMS).prefix(&group.id).starting_with(prefix.unwrap_or_default());
        let rows = cx.range(&STREAMS, &range, usize::MAX).await?;
        return Ok(rows.into_iter().map(|((_, name), stream)| (name, stream)).collect());
    };
    if prefix.is_some() {
        return Err(errors::invalid("Cannot specify both logStreamNames and logStreamNamePrefix."));
    }
    let mut wanted = names.iter().map(|n| StreamName::of(n)).collect::<ApiResult<Vec<_>>>()?;
    wanted.sort();
    wanted.dedup();
    let mut streams = Vec::with_capacity(wanted.len());
    for name in wanted {
        let key = (group.id, name);
        let stream = cx.get(&STREAMS, &key).await?.ok_or_else(errors::no_stream)?;
        streams.push((key.1, stream));
    }
    Ok(streams)
}
