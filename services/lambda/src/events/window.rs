//! Tumbling windows: records of a shard by the time they were written, in windows that follow each other. What the function
//! returns as its state comes back with the next batch of the same window; the last call of a window has no records.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-windows.html>

use std::time::Duration;

use event_pattern::Json;
use kernel::{ApiError, ApiResult, Cx, Kernel, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::stream_batch::Item;
use super::tables::WINDOWS;

/// States are sealed on the disk.
const PURPOSE: &str = "lambda.window";
/// Bytes of a state.
pub(crate) const MAX_STATE: usize = 1 << 20;
const NO_STATE: &str = "{}";

/// The window that is open in a shard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Window {
    pub(crate) start: Timestamp,
    pub(crate) end: Timestamp,
    /// JSON.
    pub(crate) state: String,
}

/// The same as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Kept {
    start: Timestamp,
    end: Timestamp,
    /// Sealed.
    #[serde(with = "serde_bytes")]
    state: Vec<u8>,
}

/// Which call of a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// One with records.
    Middle,
    /// The window is over.
    Final,
    /// The state has become too large: the window goes on with none.
    Early,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Event<'a> {
    #[serde(rename = "Records")]
    records: Vec<&'a RawValue>,
    window: Span,
    state: &'a RawValue,
    shard_id: &'a str,
    #[serde(rename = "eventSourceARN")]
    event_source_arn: &'a str,
    is_final_invoke_for_window: bool,
    is_window_terminated_early: bool,
}

#[derive(Serialize)]
struct Span {
    start: String,
    end: String,
}

#[derive(Deserialize)]
struct Answer<'a> {
    #[serde(borrow)]
    state: Option<&'a RawValue>,
}

impl Window {
    /// The window of `seconds` that a record belongs to.
    pub(crate) fn of(item: &Item, seconds: u32) -> Window {
        let length = i64::from(seconds.max(1));
        let at = item.at.as_secs();
        let start = Timestamp::from_secs(at - at.rem_euclid(length));
        let end = start.plus(Duration::from_secs(seconds.max(1).into()));
        Window { start, end, state: NO_STATE.to_owned() }
    }

    /// Whether a record belongs to it. One that comes too late does, too: its own window is gone.
    pub(crate) fn takes(&self, item: &Item) -> bool {
        item.at < self.end
    }

    /// What the function is called with.
    pub(crate) fn event(
        &self,
        items: &[Item],
        shard: &str,
        stream: &str,
        stage: Stage,
    ) -> ApiResult<String> {
        fn raw(text: &str) -> ApiResult<&RawValue> {
            serde_json::from_str(text).map_err(ApiError::bug)
        }
        let records: ApiResult<Vec<&RawValue>> = items.iter().map(|item| raw(&item.text)).collect();
        let event = Event {
            records: records?,
            window: Span { start: self.start.iso8601(), end: self.end.iso8601() },
            state: raw(&self.state)?,
            shard_id: shard,
            event_source_arn: stream,
            is_final_invoke_for_window: stage == Stage::Final,
            is_window_terminated_early: stage == Stage::Early,
        };
        serde_json::to_string(&event).map_err(ApiError::bug)
    }

    /// Begins anew within the same window.
    pub(crate) fn reset(&mut self) {
        NO_STATE.clone_into(&mut self.state);
    }

    pub(crate) fn is_too_large(&self) -> bool {
        self.state.len() > MAX_STATE
    }
}

/// The state in a function's answer; `None` when there is none, which is as good as a failure.
pub(crate) fn state_of(payload: &[u8]) -> Option<String> {
    let answer: Answer<'_> = serde_json::from_slice(payload).ok()?;
    let state = answer.state?.get();
    matches!(Json::parse(state), Ok(Json::Object(_))).then(|| state.to_owned())
}

/// Writes the window that is open in a shard, or that none is.
pub(crate) fn keep(cx: &mut Cx<'_>, mapping: &str, shard: &str, window: Option<&Window>) {
    let key = (mapping.to_owned(), shard.to_owned());
    match window {
        Some(window) => {
            let state = cx.kernel().seal(PURPOSE, window.state.as_bytes());
            let kept = Kept { start: window.start, end: window.end, state };
            cx.put(&WINDOWS, &key, &kept);
        }
        None => cx.delete(&WINDOWS, &key),
    }
}

/// The window that is open in a shard.
pub(crate) async fn open(cx: &mut Cx<'_>, mapping: &str, shard: &str) -> ApiResult<Option<Window>> {
    let kept = cx.get(&WINDOWS, &(mapping.to_owned(), shard.to_owned())).await?;
    kept.map(|kept| unsealed(cx.kernel(), kept)).transpose()
}

fn unsealed(kernel: &Kernel, kept: Kept) -> ApiResult<Window> {
    let state = kernel.unseal(PURPOSE, &kept.state);
    let state = state.and_then(|state| String::from_utf8(state).ok());
    let state = state.ok_or_else(|| ApiError::bug("a window's state does not open"))?;
    Ok(Window { start: kept.start, end: kept.end, state })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(at: i64) -> Item {
        Item {
            sequence: at.to_string(),
            at: Timestamp::from_secs(at),
            key: 0,
            text: "{\"r\":1}".to_owned(),
        }
    }

    #[test]
    fn windows_follow_each_other() {
        let window = Window::of(&item(125), 60);
        assert_eq!((window.start.as_secs(), window.end.as_secs()), (120, 180));
        for (at, takes) in [(120, true), (179, true), (180, false), (60, true)] {
            assert_eq!(window.takes(&item(at)), takes, "{at}");
        }
        assert_eq!(Window::of(&item(180), 60).start.as_secs(), 180);
    }

    #[test]
    fn reads_as_aws_writes_it() {
        let mut window = Window::of(&item(125), 60);
        window.state = "{\"1\":282}".to_owned();
        let event = window.event(&[item(125)], "shard", "arn:s", Stage::Middle);
        assert_eq!(
            event.expect("an event"),
            concat!(
                r#"{"Records":[{"r":1}],"window":{"start":"1970-01-01T00:02:00Z","end":"1970-01-01T00:03:00Z"},"#,
                r#""state":{"1":282},"shardId":"shard","eventSourceARN":"arn:s","#,
                r#""isFinalInvokeForWindow":false,"isWindowTerminatedEarly":false}"#
            )
        );
        let last = window.event(&[], "shard", "arn:s", Stage::Final).expect("an event");
        assert!(last.contains(r#""Records":[]"#) && last.contains(r#"ForWindow":true"#), "{last}");
        let early = window.event(&[], "shard", "arn:s", Stage::Early).expect("an event");
        assert!(early.ends_with(r#""isWindowTerminatedEarly":true}"#), "{early}");
    }

    #[test]
    fn states() {
        for (payload, state) in [
            (r#"{"state":{"a":1}}"#, Some(r#"{"a":1}"#)),
            (r#"{"state":{},"batchItemFailures":[]}"#, Some("{}")),
            (r#"{"state":null}"#, None),
            (r#"{"state":3}"#, None),
            ("{}", None),
            ("null", None),
            ("x", None),
        ] {
            assert_eq!(state_of(payload.as_bytes()).as_deref(), state, "{payload}");
        }
    }
}
