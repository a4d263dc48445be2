//! Error payloads of the platform, and the figures of a REPORT line, in AWS's form.

use std::time::Duration;

use bytes::Bytes;
use compute::Cause;
use serde::Serialize;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Payload<'a> {
    error_type: &'a str,
    error_message: &'a str,
}

/// `{"errorType": ..., "errorMessage": ...}`
pub(crate) fn error(error_type: &str, error_message: &str) -> Bytes {
    // Two texts: they can always be written.
    serde_json::to_vec(&Payload { error_type, error_message }).unwrap_or_default().into()
}

/// The same for a call: its id comes first in the message.
pub(crate) fn error_of(id: &str, error_type: &str, message: &str) -> Bytes {
    error(error_type, &format!("RequestId: {id} Error: {message}"))
}

/// How a runtime ended.
pub(crate) fn exit(cause: Cause) -> String {
    match cause {
        Cause::Exited(0) => "Runtime exited without providing a reason".to_owned(),
        Cause::Exited(code) => format!("Runtime exited with error: exit status {code}"),
        Cause::Signalled(signal) => {
            format!("Runtime exited with error: signal: {}", signal_name(signal))
        }
        Cause::OutOfMemory | Cause::Killed => {
            "Runtime exited with error: signal: killed".to_owned()
        }
    }
}

/// The type of that error.
pub(crate) fn exit_type(cause: Cause) -> &'static str {
    match cause {
        Cause::OutOfMemory => "Runtime.OutOfMemory",
        _ => "Runtime.ExitError",
    }
}

fn signal_name(signal: i32) -> String {
    let name = match signal {
        1 => "hangup",
        2 => "interrupt",
        3 => "quit",
        4 => "illegal instruction",
        5 => "trace/breakpoint trap",
        6 => "aborted",
        7 => "bus error",
        8 => "floating point exception",
        9 => "killed",
        11 => "segmentation fault",
        13 => "broken pipe",
        14 => "alarm clock",
        15 => "terminated",
        other => return format!("signal {other}"),
    };
    name.to_owned()
}

/// `3.00`
pub(crate) fn seconds(time: Duration) -> String {
    format!("{:.2}", time.as_secs_f64())
}

/// Milliseconds with two digits.
pub(crate) fn millis(time: Duration) -> f64 {
    (time.as_secs_f64() * 100_000.0).round() / 100.0
}

/// Rounded up to whole milliseconds.
pub(crate) fn billed(time: Duration) -> Duration {
    Duration::from_millis(u64::try_from(time.as_micros().div_ceil(1_000)).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exits_are_worded_as_aws_does() {
        for (cause, want) in [
            (Cause::Exited(0), "Runtime exited without providing a reason"),
            (Cause::Exited(127), "Runtime exited with error: exit status 127"),
            (Cause::Signalled(11), "Runtime exited with error: signal: segmentation fault"),
            (Cause::OutOfMemory, "Runtime exited with error: signal: killed"),
        ] {
            assert_eq!(exit(cause), want);
        }
        assert_eq!(exit_type(Cause::OutOfMemory), "Runtime.OutOfMemory");
        assert_eq!(
            error_of("7", "Sandbox.Timedout", "Task timed out after 1.00 seconds"),
            &br#"{"errorType":"Sandbox.Timedout","errorMessage":"RequestId: 7 Error: Task timed out after 1.00 seconds"}"#[..]
        );
    }

    #[test]
    fn time_is_billed_by_whole_milliseconds() {
        assert_eq!(billed(Duration::from_micros(3_010)), Duration::from_millis(4));
        assert_eq!(billed(Duration::from_millis(3)), Duration::from_millis(3));
        assert_eq!(millis(Duration::from_micros(3_014)), 3.01);
    }
}
