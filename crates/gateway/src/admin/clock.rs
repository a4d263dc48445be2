//! `/_stratus/clock`: show, freeze, advance, resume and reset the cloud's time.

use std::time::Duration;

use bytes::Bytes;
use hyper::Response;
use kernel::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Answer, Problem, parse};
use crate::pipeline::Gateway;
use crate::reply::{ReplyBody, json};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Change {
    action: String,
    /// For `advance`: `90d`, `1h30m`, `45s`, or a number of seconds.
    #[serde(default)]
    by: Option<Value>,
    /// For `freeze`: the time to stand at.
    #[serde(default)]
    at: Option<String>,
}

pub(super) fn show(gateway: &Gateway) -> Response<ReplyBody> {
    json(200, &state(gateway))
}

pub(super) fn state(gateway: &Gateway) -> Value {
    let clock = gateway.kernel.clock();
    json!({
        "now": clock.now().iso8601_millis(),
        "frozen": clock.is_frozen(),
        "offset_seconds": clock.state().offset_micros as f64 / 1e6,
    })
}

pub(super) async fn change(gateway: &Gateway, body: &Bytes) -> Answer {
    let change: Change = parse(body)?;
    let clock = gateway.kernel.clock();
    match change.action.as_str() {
        "freeze" => match change.at {
            None => clock.freeze(),
            Some(text) => {
                let at = Timestamp::parse_iso8601(&text).map_err(|_| {
                    Problem(400, format!("'{text}' is not a time such as 2026-01-31T12:00:00Z"))
                })?;
                clock.freeze_at(at);
            }
        },
        "advance" => clock.advance(duration(change.by.as_ref())?),
        "resume" => clock.resume(),
        "reset" => clock.reset(),
        other => {
            let known = "freeze, advance, resume, reset";
            return Err(Problem(400, format!("action '{other}' is not one of {known}")));
        }
    }
    gateway.kernel.remember_clock().await?;
    // What has come due by the move is done before the answer, so that a script can go on.
    gateway.kernel.settle().await?;
    Ok(show(gateway))
}

/// `90d`, `1h30m`, `250ms`, or seconds as a number.
fn duration(by: Option<&Value>) -> Result<Duration, Problem> {
    let wrong =
        || Problem(400, "advance needs \"by\": such as \"90d\", \"1h30m\" or 3600".to_owned());
    match by {
        Some(Value::Number(n)) => {
            n.as_f64().and_then(|s| Duration::try_from_secs_f64(s).ok()).ok_or_else(wrong)
        }
        Some(Value::String(text)) => parse_duration(text).ok_or_else(wrong),
        _ => Err(wrong()),
    }
}

fn parse_duration(text: &str) -> Option<Duration> {
    let mut rest = text.trim().trim_start_matches('+');
    if rest.is_empty() {
        return None;
    }
    let mut total = Duration::ZERO;
    while !rest.is_empty() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let n: u64 = rest.get(..digits)?.parse().ok()?;
        rest = &rest[digits..];
        let letters = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        let millis = match &rest[..letters] {
            "ms" => 1,
            "" | "s" => 1_000,
            "m" => 60_000,
            "h" => 3_600_000,
            "d" => 86_400_000,
            "w" => 604_800_000,
            _ => return None,
        };
        total = total.checked_add(Duration::from_millis(n.checked_mul(millis)?))?;
        rest = &rest[letters..];
    }
    Some(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations() {
        let cases = [
            ("90d", Some(7_776_000_000)),
            ("1h30m", Some(5_400_000)),
            ("250ms", Some(250)),
            ("+45s", Some(45_000)),
            ("7", Some(7_000)),
            ("", None),
            ("d", None),
            ("3y", None),
            ("99999999999999999999d", None),
        ];
        for (text, millis) in cases {
            assert_eq!(parse_duration(text), millis.map(Duration::from_millis), "{text}");
        }
    }
}
