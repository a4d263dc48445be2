//! A log stream, and what its events add to it.
//! Ref: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_LogStream.html>

use gen_logs::LogStream;
use kernel::{ApiResult, Cx};
use serde::{Deserialize, Serialize};

use crate::errors;
use crate::group::Group;
use crate::names::StreamName;
use crate::position::sequence_token;
use crate::tables::STREAMS;

/// A log stream. Times are milliseconds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Stream {
    /// What its events lie under.
    pub(crate) id: u64,
    pub(crate) created_at: i64,
    pub(crate) times: Option<Times>,
    /// The number of the last call that wrote to it.
    pub(crate) sequence: Option<u64>,
    pub(crate) bytes: u64,
    /// Milliseconds of its longest chunk, of those there ever were.
    pub(crate) longest: u32,
}

/// Since when and until when a stream has events, and when the last came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Times {
    pub(crate) first: i64,
    pub(crate) last: i64,
    pub(crate) ingested: i64,
}

impl Stream {
    /// A stream that is created now.
    pub(crate) fn new(cx: &Cx<'_>) -> Stream {
        Stream {
            id: cx.next_sequence(),
            created_at: cx.now().as_millis(),
            times: None,
            sequence: None,
            bytes: 0,
            longest: 0,
        }
    }

    /// Says that events from `first` to `last` were added, `bytes` of them.
    pub(crate) fn add(&mut self, first: i64, last: i64, bytes: u64, now: i64) {
        let times = self.times.unwrap_or(Times { first, last, ingested: now });
        self.times = Some(Times {
            first: times.first.min(first),
            last: times.last.max(last),
            ingested: times.ingested.max(now),
        });
        self.bytes += bytes;
    }

    /// Whether the stream can have events between two times.
    pub(crate) fn overlaps(&self, from: i64, to: i64) -> bool {
        self.times.is_some_and(|times| times.first <= to && times.last >= from)
    }

    pub(crate) fn show(&self, group_arn: &str, name: &StreamName) -> LogStream {
        LogStream {
            log_stream_name: Some(name.0.clone()),
            creation_time: Some(self.created_at),
            first_event_timestamp: self.times.map(|times| times.first),
            last_event_timestamp: self.times.map(|times| times.last),
            last_ingestion_time: self.times.map(|times| times.ingested),
            upload_sequence_token: self.sequence.map(sequence_token),
            arn: Some(format!("{group_arn}:log-stream:{}", name.as_str())),
            // AWS reports nothing else for streams since 2019.
            stored_bytes: Some(0),
        }
    }
}

/// The stream of a group with this name.
pub(crate) async fn find(cx: &mut Cx<'_>, group: &Group, name: &StreamName) -> ApiResult<Stream> {
    let key = (group.id, name.clone());
    cx.get(&STREAMS, &key).await?.ok_or_else(errors::no_stream)
}
