//! Retention: events past it are hidden from readers at once, and whole chunks of them are deleted soon after.
//! Ref: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html>

use std::time::Duration;

use kernel::{ApiResult, Cx, Job, Timestamp};

use crate::group::Group;
use crate::names::{GroupName, StreamName};
use crate::stream::Stream;
use crate::tables::{CHUNKS, GROUPS, STREAMS};

/// Deletes what is expired in the group with this name and number.
static EXPIRE: Job<(GroupName, u64)> = Job::new("logs.expire");

/// Chunks that one transaction reads: each may have a megabyte.
const CHUNKS_AT_ONCE: usize = 64;
/// The shortest time between two looks at a group.
const LOOK_EVERY: Duration = Duration::from_secs(3_600);
/// The longest time between them.
const LOOK_AT_LEAST_EVERY: Duration = Duration::from_secs(86_400);

/// Looks for expired events from now on.
pub(crate) async fn watch(cx: &mut Cx<'_>, group: &Group) -> ApiResult<()> {
    let now = cx.now();
    watch_from(cx, group, now).await
}

async fn watch_from(cx: &mut Cx<'_>, group: &Group, due: Timestamp) -> ApiResult<()> {
    let payload = (group.name.clone(), group.id);
    cx.schedule(&EXPIRE, group.name.as_str(), due, &payload).await
}

/// No more of that.
pub(crate) async fn unwatch(cx: &mut Cx<'_>, name: &GroupName) -> ApiResult<()> {
    cx.cancel(&EXPIRE, name.as_str()).await
}

pub(crate) async fn expire(cx: &mut Cx<'_>, raw: &[u8]) -> ApiResult<()> {
    let (name, id) = EXPIRE.payload(raw)?;
    let Some(group) = cx.get_shared(&GROUPS, &name).await?.filter(|group| group.id == id) else {
        return Ok(());
    };
    let Some(kept) = group.kept() else { return Ok(()) };
    let cutoff = cx.now().as_millis() - kept;
    let range = cx.rows(&STREAMS).prefix(&group.id);
    let mut left = CHUNKS_AT_ONCE;
    // The time of the oldest event that stays.
    let mut oldest = cx.now().as_millis();
    for ((_, name), mut stream) in cx.range(&STREAMS, &range, usize::MAX).await? {
        let Some(times) = stream.times else { continue };
        if times.first >= cutoff {
            oldest = oldest.min(times.first);
            continue;
        }
        let read = expire_stream(cx, &group, &name, &mut stream, cutoff, left).await?;
        left -= read;
        if left == 0 {
            let now = cx.now();
            return watch_from(cx, &group, now).await;
        }
        oldest = oldest.min(stream.times.map_or(oldest, |times| times.first.max(cutoff)));
    }
    // Events that come in late may expire sooner than any that is there now.
    let (soonest, latest) = (cx.now().plus(LOOK_EVERY), cx.now().plus(LOOK_AT_LEAST_EVERY));
    let due = Timestamp::from_millis(oldest + kept).clamp(soonest, latest);
    watch_from(cx, &group, due).await
}

/// Deletes expired chunks of a stream, looking at `limit` of them at most; says at how many it looked.
async fn expire_stream(
    cx: &mut Cx<'_>,
    group: &Group,
    name: &StreamName,
    stream: &mut Stream,
    cutoff: i64,
    limit: usize,
) -> ApiResult<usize> {
    let range = cx.rows(&CHUNKS).prefix(&stream.id).before(&(stream.id, cutoff));
    let chunks = cx.range(&CHUNKS, &range, limit).await?;
    let mut first_kept = None;
    for (key, chunk) in &chunks {
        if key.1 + i64::from(chunk.span) < cutoff {
            cx.delete(&CHUNKS, key);
            stream.bytes = stream.bytes.saturating_sub(chunk.bytes);
        } else {
            first_kept = first_kept.or(Some(key.1));
        }
    }
    if chunks.len() < limit {
        let first = match first_kept {
            Some(first) => Some(first),
            None => {
                let rest = cx.rows(&CHUNKS).prefix(&stream.id).from(&(stream.id, cutoff));
                cx.range(&CHUNKS, &rest, 1).await?.first().map(|(key, _)| key.1)
            }
        };
        match (first, &mut stream.times) {
            (Some(first), Some(times)) => times.first = first,
            _ => stream.times = None,
        }
    }
    cx.put(&STREAMS, &(group.id, name.clone()), stream);
    Ok(chunks.len())
}
