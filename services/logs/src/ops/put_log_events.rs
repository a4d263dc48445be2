//! PutLogEvents: a batch of events of one stream, in one transaction. Sequence tokens are taken and mean nothing.
//! Ref: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html>

use gen_logs::{InputLogEvent, PutLogEventsInput, PutLogEventsOutput};
use kernel::{ApiResult, Cx};

use crate::chunk::{self, Chunk};
use crate::group::Group;
use crate::names::StreamName;
use crate::position::sequence_token;
use crate::stream::Stream;
use crate::tables::{CHUNKS, STREAMS};
use crate::{batch, delivery, group, live_tail, stream, vault};

pub(crate) async fn put_log_events(
    cx: &mut Cx<'_>,
    input: &PutLogEventsInput,
) -> ApiResult<PutLogEventsOutput> {
    let group = group::named(cx, &input.log_group_name).await?;
    let name = StreamName::of(&input.log_stream_name)?;
    let mut stream = stream::find(cx, &group, &name).await?;
    let judged = batch::judge(&input.log_events, cx.now().as_millis(), group.kept())?;
    let taken = &input.log_events[judged.taken];
    let sequence = cx.next_sequence();
    let mut written = Vec::new();
    for events in chunk::cut(taken) {
        written.extend(write(cx, &group, &mut stream, events).await?);
    }
    live_tail::show(cx, &group, name.as_str(), taken);
    delivery::begin(cx, &group, name.as_str(), &written).await?;
    stream.sequence = Some(sequence);
    cx.put(&STREAMS, &(group.id, name), &stream);
    Ok(PutLogEventsOutput {
        next_sequence_token: Some(sequence_token(sequence)),
        rejected_log_events_info: judged.rejected,
        rejected_entity_info: None,
    })
}

/// Writes one chunk; says where it lies.
async fn write(
    cx: &mut Cx<'_>,
    group: &Group,
    stream: &mut Stream,
    events: &[InputLogEvent],
) -> ApiResult<Option<(u64, i64, u64)>> {
    let (Some(first), Some(last)) = (events.first(), events.last()) else { return Ok(None) };
    let (first, last) = (first.timestamp, last.timestamp);
    let span = u32::try_from(last - first).unwrap_or(u32::MAX);
    let bytes = chunk::size(events);
    let now = cx.now().as_millis();
    let (key, sealed) = vault::seal(cx, group, chunk::pack(events)).await?;
    let count = u32::try_from(events.len()).unwrap_or(u32::MAX);
    let chunk = Chunk { count, bytes, ingested: now, span, key, sealed };
    let at = (stream.id, first, cx.next_sequence());
    cx.put(&CHUNKS, &at, &chunk);
    stream.longest = stream.longest.max(span);
    stream.add(first, last, bytes, now);
    Ok(Some(at))
}
