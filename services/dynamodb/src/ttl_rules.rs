//! Time to live, decided: when an item has expired, and what may be said of a table's setting.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/howitworks-ttl.html>

use std::time::Duration;

use kernel::{ApiError, ApiResult, Timestamp};
use lang_dynamodb::{Item, Value};
use serde::{Deserialize, Serialize};

use crate::errors;

/// A table's setting.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct TtlRow {
    /// The attribute that tells when items expire; `None` while time to live is off.
    pub(crate) attribute: Option<String>,
    /// When the setting was changed last.
    pub(crate) changed: Option<Timestamp>,
}

/// For so long after a change there is no other.
const BETWEEN_CHANGES: Duration = Duration::from_secs(30 * 60);
/// What expired longer ago than five years is taken for a mistake, and stays.
const FORGIVEN_AFTER: Duration = Duration::from_secs(5 * 365 * 86_400);

/// When `item` expires, in seconds since 1970: what its attribute says, when that is a whole number of seconds.
pub(crate) fn expiry(item: &Item, attribute: &str) -> Option<i64> {
    match item.get(attribute)? {
        Value::N(seconds) => seconds.to_i64(),
        _ => None,
    }
}

/// Whether what expires at `expiry` is gone at `now`.
pub(crate) fn is_over(expiry: i64, now: Timestamp) -> bool {
    expiry <= now.as_secs() && expiry >= now.minus(FORGIVEN_AFTER).as_secs()
}

/// The setting after UpdateTimeToLive with these.
pub(crate) fn change(
    current: &TtlRow,
    enabled: bool,
    attribute: &str,
    now: Timestamp,
) -> ApiResult<TtlRow> {
    match (&current.attribute, enabled) {
        (Some(active), _) if active != attribute => {
            return Err(errors::validation(format!(
                "TimeToLive is active on a different AttributeName: current AttributeName is {active}"
            )));
        }
        (Some(_), true) => return Err(errors::validation("TimeToLive is already enabled")),
        (None, false) => return Err(errors::validation("TimeToLive is already disabled")),
        _ => {}
    }
    if current.changed.is_some_and(|at| now.since(at) < BETWEEN_CHANGES) {
        return Err(too_often());
    }
    Ok(TtlRow { attribute: enabled.then(|| attribute.to_owned()), changed: Some(now) })
}

fn too_often() -> ApiError {
    errors::validation("Time to live has been modified multiple times within a fixed interval")
}

#[cfg(test)]
mod tests {
    use lang_dynamodb::Number;

    use super::*;

    const NOW: Timestamp = Timestamp::from_secs(1_800_000_000);

    fn item(value: Value) -> Item {
        Item::from_entries(vec![("ttl".to_owned(), value)])
    }

    #[test]
    fn only_numbers_of_seconds_expire() {
        let number = |text: &str| Value::N(Number::parse(text).expect("a number"));
        for (value, expected) in [
            (number("1800000000"), Some(1_800_000_000)),
            (number("-5"), Some(-5)),
            (Value::S("1800000000".to_owned()), None),
            (number("1e30"), None),
        ] {
            assert_eq!(expiry(&item(value), "ttl"), expected);
        }
        assert_eq!(expiry(&Item::default(), "ttl"), None);
    }

    #[test]
    fn what_expired_years_ago_stays() {
        assert!(is_over(1_800_000_000, NOW));
        assert!(!is_over(1_800_000_001, NOW));
        assert!(is_over(1_800_000_000 - 4 * 365 * 86_400, NOW));
        assert!(!is_over(0, NOW));
        // Milliseconds, the usual mistake, lie far ahead.
        assert!(!is_over(1_800_000_000_000, NOW));
    }

    #[test]
    fn settings() {
        let off = TtlRow::default();
        let on = change(&off, true, "ttl", NOW).expect("on");
        assert_eq!(on.attribute.as_deref(), Some("ttl"));
        let later = NOW.plus(BETWEEN_CHANGES);
        for (current, enabled, attribute, at, message) in [
            (&off, false, "ttl", NOW, "TimeToLive is already disabled"),
            (&on, true, "ttl", NOW, "TimeToLive is already enabled"),
            (
                &on,
                true,
                "other",
                later,
                "TimeToLive is active on a different AttributeName: current AttributeName is ttl",
            ),
            (
                &on,
                false,
                "ttl",
                NOW,
                "Time to live has been modified multiple times within a fixed interval",
            ),
        ] {
            let error = change(current, enabled, attribute, at).expect_err(message);
            assert_eq!(error.message(), Some(message));
        }
        let off = change(&on, false, "ttl", later).expect("off");
        assert_eq!(off, TtlRow { attribute: None, changed: Some(later) });
    }
}
