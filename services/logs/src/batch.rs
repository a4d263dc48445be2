//! The events of one call, judged: their order, their size, how far apart they are, and which of them are too old,
//! too new or expired. Pure.
//! Ref: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html>

use std::ops::Range;

use gen_logs::{InputLogEvent, RejectedLogEventsInfo};
use kernel::ApiResult;

use crate::{errors, limits};

/// Which of a call's events are taken, and what is said of the rest.
#[derive(Debug, PartialEq)]
pub(crate) struct Judged {
    pub(crate) taken: Range<usize>,
    pub(crate) rejected: Option<RejectedLogEventsInfo>,
}

/// Judges the events at `now`; `retention` is for how long the group keeps events. Both in milliseconds.
pub(crate) fn judge(
    events: &[InputLogEvent],
    now: i64,
    retention: Option<i64>,
) -> ApiResult<Judged> {
    check_sizes(events)?;
    if events.windows(2).any(|pair| pair[0].timestamp > pair[1].timestamp) {
        return Err(errors::invalid(
            "Log events in a single PutLogEvents request must be in chronological order.",
        ));
    }
    let first = events.first().map_or(0, |event| event.timestamp);
    let last = events.last().map_or(0, |event| event.timestamp);
    if last.saturating_sub(first) > limits::MAX_SPAN {
        return Err(errors::invalid(
            "The batch of log events in a single PutLogEvents request cannot span more than 24 hours.",
        ));
    }
    let before = |at: i64| events.partition_point(|event| event.timestamp < at);
    let too_old = before(now - limits::MAX_AGE);
    let expired = retention.map_or(0, |kept| before(now - kept));
    let too_new = events.partition_point(|event| event.timestamp <= now + limits::MAX_AHEAD);
    let index = |at: usize| i32::try_from(at).ok();
    let rejected = RejectedLogEventsInfo {
        too_new_log_event_start_index: index(too_new).filter(|_| too_new < events.len()),
        too_old_log_event_end_index: index(too_old).filter(|_| too_old > 0),
        expired_log_event_end_index: index(expired).filter(|_| expired > 0),
    };
    let any = rejected != RejectedLogEventsInfo::default();
    let start = too_old.max(expired).min(too_new);
    Ok(Judged { taken: start..too_new, rejected: any.then_some(rejected) })
}

fn check_sizes(events: &[InputLogEvent]) -> ApiResult<()> {
    let most = limits::MAX_BATCH_BYTES;
    let mut all = 0;
    for event in events {
        let size = event.message.len() + limits::EVENT_OVERHEAD;
        if size > most {
            return Err(errors::invalid(format!(
                "Log event too large: {size} bytes exceeds limit of {most}"
            )));
        }
        all += size;
    }
    if all > most {
        return Err(errors::invalid(format!(
            "Upload too large: {all} bytes exceeds limit of {most}"
        )));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_767_225_600_000;
    const HOUR: i64 = 3_600_000;

    fn events(at: &[i64]) -> Vec<InputLogEvent> {
        let event = |at: &i64| InputLogEvent { timestamp: NOW + at, message: "m".to_owned() };
        at.iter().map(event).collect()
    }

    #[test]
    fn what_is_taken() {
        let day = limits::DAY;
        let info = |new: Option<i32>, old: Option<i32>, expired: Option<i32>| {
            Some(RejectedLogEventsInfo {
                too_new_log_event_start_index: new,
                too_old_log_event_end_index: old,
                expired_log_event_end_index: expired,
            })
        };
        for (at, retention, taken, rejected) in [
            (vec![-5, 0, 5], None, 0..3, None),
            (vec![2 * HOUR], None, 0..1, None),
            (vec![0, 2 * HOUR + 1], None, 0..1, info(Some(1), None, None)),
            (vec![-14 * day], None, 0..1, None),
            (vec![-14 * day - 1, -14 * day], None, 1..2, info(None, Some(1), None)),
            (vec![-30 * day], None, 1..1, info(None, Some(1), None)),
            (vec![-2 * day, -day - HOUR], Some(day), 2..2, info(None, None, Some(2))),
            (vec![-day - 1, -1], Some(day), 1..2, info(None, None, Some(1))),
            (vec![day], None, 0..0, info(Some(0), None, None)),
            (vec![], None, 0..0, None),
        ] {
            let judged = judge(&events(&at), NOW, retention);
            assert_eq!(judged.ok(), Some(Judged { taken, rejected }), "{at:?}");
        }
    }

    #[test]
    fn what_is_refused() {
        let words = |result: ApiResult<Judged>| {
            result.err().and_then(|error| error.message().map(str::to_owned)).unwrap_or_default()
        };
        assert!(words(judge(&events(&[1, 0]), NOW, None)).contains("chronological order"));
        let apart = words(judge(&events(&[0, limits::DAY + 1]), NOW, None));
        assert!(apart.contains("24 hours"), "{apart}");
        assert!(judge(&events(&[0, limits::DAY]), NOW, None).is_ok());
        let sized = |sizes: &[usize]| {
            let event = |n: &usize| InputLogEvent { timestamp: NOW, message: "x".repeat(*n) };
            judge(&sizes.iter().map(event).collect::<Vec<_>>(), NOW, None)
        };
        assert!(sized(&[1_048_550]).is_ok());
        assert_eq!(
            words(sized(&[1_048_551])),
            "Log event too large: 1048577 bytes exceeds limit of 1048576"
        );
        assert_eq!(
            words(sized(&[524_262, 524_263])),
            "Upload too large: 1048577 bytes exceeds limit of 1048576"
        );
    }
}
