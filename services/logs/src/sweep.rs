//! Work that nobody waits for: sweeping away what deleted groups and streams left behind.

use kernel::{ApiResult, Cx, Job, JobEntry};

use crate::tables::{CHUNKS, DATA_KEYS, STREAMS};
use crate::{query, retention};

/// Chunks that one transaction reads: each may have a megabyte.
const CHUNKS_AT_ONCE: usize = 64;
/// Streams that one transaction removes.
const STREAMS_AT_ONCE: usize = 200;

/// Sweeps away the events of the deleted stream with this number.
static STREAM: Job<u64> = Job::new("logs.sweep-stream");
/// Sweeps away the streams of the deleted group with this number.
static GROUP: Job<u64> = Job::new("logs.sweep-group");

/// All durable timers of the service.
pub(crate) static JOBS: &[JobEntry] = &[
    JobEntry { name: "logs.sweep-stream", run: |cx, raw| Box::pin(sweep_stream(cx, raw)) },
    JobEntry { name: "logs.sweep-group", run: |cx, raw| Box::pin(sweep_group(cx, raw)) },
    JobEntry { name: "logs.forget-query", run: |cx, raw| Box::pin(query::forget(cx, raw)) },
    JobEntry { name: "logs.expire", run: |cx, raw| Box::pin(retention::expire(cx, raw)) },
];

/// Has the events of a stream swept away.
pub(crate) async fn stream(cx: &mut Cx<'_>, id: u64) -> ApiResult<()> {
    let now = cx.now();
    cx.schedule(&STREAM, &id.to_string(), now, &id).await
}

/// Has the streams of a group swept away, with all that is in them.
pub(crate) async fn group(cx: &mut Cx<'_>, id: u64) -> ApiResult<()> {
    let now = cx.now();
    cx.schedule(&GROUP, &id.to_string(), now, &id).await
}

async fn sweep_stream(cx: &mut Cx<'_>, raw: &[u8]) -> ApiResult<()> {
    let id = STREAM.payload(raw)?;
    let range = cx.rows(&CHUNKS).prefix(&id);
    let chunks = cx.range(&CHUNKS, &range, CHUNKS_AT_ONCE).await?;
    for (key, _) in &chunks {
        cx.delete(&CHUNKS, key);
    }
    if chunks.len() == CHUNKS_AT_ONCE { stream(cx, id).await } else { Ok(()) }
}

async fn sweep_group(cx: &mut Cx<'_>, raw: &[u8]) -> ApiResult<()> {
    let id = GROUP.payload(raw)?;
    let range = cx.rows(&STREAMS).prefix(&id);
    let streams = cx.range(&STREAMS, &range, STREAMS_AT_ONCE).await?;
    for (key, row) in &streams {
        cx.delete(&STREAMS, key);
        if row.times.is_some() {
            stream(cx, row.id).await?;
        }
    }
    if streams.len() == STREAMS_AT_ONCE {
        return group(cx, id).await;
    }
    let keys = cx.rows(&DATA_KEYS).prefix(&id);
    for (key, _) in cx.range(&DATA_KEYS, &keys, usize::MAX).await? {
        cx.delete(&DATA_KEYS, &key);
    }
    Ok(())
}
