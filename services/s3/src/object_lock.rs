//! Object lock: what a bucket gives new versions, and what stands in the way of deleting and changing them. Pure: the
//! clock comes in.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html>

use std::time::Duration;

use gen_s3::{DefaultRetention, ObjectLockConfiguration, ObjectLockRetention};
use kernel::{ApiResult, Timestamp};
use serde::{Deserialize, Serialize};

use crate::refusals::{self, invalid_argument, invalid_value, malformed_xml};

const DAY: Duration = Duration::from_secs(86_400);
/// Longest default retention.
const MAX_DAYS: i32 = 36_500;
const MAX_YEARS: i32 = 100;

/// How strictly a version is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Mode {
    /// Who may bypass it can delete.
    Governance,
    /// Nobody can.
    Compliance,
}

impl Mode {
    pub(crate) fn parse(text: &str) -> Option<Mode> {
        match text {
            "GOVERNANCE" => Some(Mode::Governance),
            "COMPLIANCE" => Some(Mode::Compliance),
            _ => None,
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Mode::Governance => "GOVERNANCE",
            Mode::Compliance => "COMPLIANCE",
        }
    }
}

/// Until when a version is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Retention {
    pub(crate) mode: Mode,
    pub(crate) until: Timestamp,
}

impl Retention {
    pub(crate) fn shown(self) -> ObjectLockRetention {
        ObjectLockRetention {
            mode: Some(self.mode.name().to_owned()),
            retain_until_date: Some(self.until),
            ..ObjectLockRetention::default()
        }
    }
}

/// The lock of one version.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Lock {
    pub(crate) retention: Option<Retention>,
    pub(crate) legal_hold: bool,
}

impl Lock {
    /// Whether the version may be deleted now. `bypass`: the caller asks to pass governance by, and may.
    pub(crate) fn allows_delete(&self, now: Timestamp, bypass: bool) -> ApiResult<()> {
        let kept = self.retention.is_some_and(|retention| {
            retention.until > now && !(retention.mode == Mode::Governance && bypass)
        });
        if kept || self.legal_hold { Err(refusals::protected_by_lock()) } else { Ok(()) }
    }

    /// Whether the retention may become `new` now: extended always, weakened only in governance and by who bypasses it.
    pub(crate) fn allows_retention(
        &self,
        new: Option<Retention>,
        now: Timestamp,
        bypass: bool,
    ) -> ApiResult<()> {
        let Some(old) = self.retention.filter(|old| old.until > now) else { return Ok(()) };
        let stronger = new.is_some_and(|new| {
            let mode = new.mode == old.mode || old.mode == Mode::Governance;
            mode && new.until >= old.until
        });
        let weakened_by_right = old.mode == Mode::Governance && bypass;
        match stronger || weakened_by_right {
            true => Ok(()),
            false => Err(refusals::protected_by_lock()),
        }
    }
}

/// Whether S3 takes this configuration of a bucket.
pub(crate) fn check(given: &ObjectLockConfiguration) -> ApiResult<()> {
    if given.object_lock_enabled.as_deref() != Some("Enabled") {
        return Err(malformed_xml());
    }
    let Some(rule) = &given.rule else { return Ok(()) };
    let retention = rule.default_retention.as_ref().ok_or_else(malformed_xml)?;
    if retention.mode.as_deref().and_then(Mode::parse).is_none() {
        return Err(malformed_xml());
    }
    let positive = "Default retention period must be a positive integer value.";
    match (retention.days, retention.years) {
        (Some(n), None) | (None, Some(n)) if n < 1 => {
            Err(invalid_value(positive, "DefaultRetention", &n.to_string()))
        }
        (Some(days), None) if days > MAX_DAYS => {
            Err(invalid_argument("Default retention period too large.", "Days"))
        }
        (None, Some(years)) if years > MAX_YEARS => {
            Err(invalid_argument("Default retention period too large.", "Years"))
        }
        (Some(_), None) | (None, Some(_)) => Ok(()),
        _ => Err(malformed_xml()),
    }
}

/// The retention that the bucket's default gives a version made at `now`.
pub(crate) fn default_retention(
    configuration: &ObjectLockConfiguration,
    now: Timestamp,
) -> Option<Retention> {
    let default: &DefaultRetention = configuration.rule.as_ref()?.default_retention.as_ref()?;
    let mode = Mode::parse(default.mode.as_deref()?)?;
    // S3 counts a year as 365 days.
    let days = default.days.or_else(|| default.years.map(|years| years.saturating_mul(365)))?;
    let days = u32::try_from(days).ok()?;
    Some(Retention { mode, until: now.plus(DAY.saturating_mul(days)) })
}

/// What PutObjectRetention gives: `None` takes the retention away.
pub(crate) fn retention_of(
    given: Option<&ObjectLockRetention>,
    now: Timestamp,
) -> ApiResult<Option<Retention>> {
    let given = given.ok_or_else(malformed_xml)?;
    let (mode, until) = match (given.mode.as_deref(), given.retain_until_date) {
        (None, None) => return Ok(None),
        (Some(mode), Some(until)) => (mode, until),
        _ => return Err(malformed_xml()),
    };
    let mode = Mode::parse(mode).ok_or_else(malformed_xml)?;
    if until <= now {
        return Err(not_future("RetainUntilDate", until));
    }
    Ok(Some(Retention { mode, until }))
}

fn not_future(argument: &str, until: Timestamp) -> kernel::ApiError {
    let value = java_date(until);
    invalid_value("The retain until date must be in the future!", argument, &value)
}

/// `Tue Dec 31 16:00:00 PST 2019`: how S3 repeats a date, in the time of its home. Summer time is not regarded.
fn java_date(at: Timestamp) -> String {
    let there = at.minus(Duration::from_secs(8 * 3600)).http_date();
    // `Tue, 31 Dec 2019 16:00:00 GMT`
    let parts: Vec<&str> = there.split_whitespace().collect();
    match parts.as_slice() {
        [weekday, day, month, year, time, _] => {
            format!("{} {month} {day} {time} PST {year}", weekday.trim_end_matches(','))
        }
        _ => there,
    }
}

/// The headers of a request that makes a version.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct LockHeaders<'a> {
    pub(crate) mode: Option<&'a str>,
    pub(crate) until: Option<Timestamp>,
    pub(crate) legal_hold: Option<&'a str>,
}

/// The lock of a version that is made now: by its headers, else by the bucket's default. `bucket`: the bucket's
/// configuration, when it has object lock.
pub(crate) fn of_new_version(
    headers: LockHeaders<'_>,
    bucket: Option<&ObjectLockConfiguration>,
    now: Timestamp,
) -> ApiResult<Lock> {
    const BOTH: &str =
        "x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied";
    let retention = match (headers.mode, headers.until) {
        (None, None) => None,
        (Some(_), None) => {
            return Err(invalid_argument(BOTH, "x-amz-object-lock-retain-until-date"));
        }
        (None, Some(_)) => return Err(invalid_argument(BOTH, "x-amz-object-lock-mode")),
        (Some(mode), Some(until)) => {
            let mode = Mode::parse(mode).ok_or_else(|| {
                invalid_value("Unknown wormMode directive.", "x-amz-object-lock-mode", mode)
            })?;
            if until <= now {
                return Err(not_future("x-amz-object-lock-retain-until-date", until));
            }
            Some(Retention { mode, until })
        }
    };
    let legal_hold = match headers.legal_hold {
        None | Some("OFF") => false,
        Some("ON") => true,
        Some(other) => {
            let name = "x-amz-object-lock-legal-hold";
            return Err(invalid_value("Legal Hold must be either of 'ON' or 'OFF'", name, other));
        }
    };
    let asked = retention.is_some() || headers.legal_hold.is_some();
    match bucket {
        None if asked => Err(missing()),
        None => Ok(Lock::default()),
        Some(configuration) => {
            let retention = retention.or_else(|| default_retention(configuration, now));
            Ok(Lock { retention, legal_hold })
        }
    }
}

/// The bucket has no object lock.
pub(crate) fn missing() -> kernel::ApiError {
    refusals::invalid_request("Bucket is missing Object Lock Configuration")
}

#[cfg(test)]
#[path = "object_lock/tests.rs"]
mod tests;
