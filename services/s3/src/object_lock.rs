//! Object lock: what a bucket gives new versions, and what stands in the way of deleting and changing them. Pure: the
//! clock comes in.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html>

use std::time::Duration;

use gen_s3 as api;
use gen_s3::{ObjectLockConfiguration, ObjectLockRetention, ObjectLockRule};
use kernel::{ApiResult, Timestamp};

use crate::bucket::{BucketLock, DefaultRetention, Period};
use crate::object::{Lock, Retention, RetentionMode};
use crate::refusals::{self, invalid_argument, invalid_value, malformed_xml};

const DAY: Duration = Duration::from_secs(86_400);
/// Longest default retention.
const MAX_DAYS: i32 = 36_500;
const MAX_YEARS: i32 = 100;

impl RetentionMode {
    pub(crate) fn parse(text: &str) -> Option<RetentionMode> {
        match text {
            "GOVERNANCE" => Some(RetentionMode::Governance),
            "COMPLIANCE" => Some(RetentionMode::Compliance),
            _ => None,
        }
    }
}

impl Retention {
    pub(crate) fn shown(self) -> ObjectLockRetention {
        ObjectLockRetention {
            mode: Some(self.mode.as_str().to_owned()),
            retain_until_date: Some(self.until),
            ..ObjectLockRetention::default()
        }
    }
}

impl Lock {
    /// Whether the version may be deleted now. `bypass`: the caller asks to pass governance by, and may.
    pub(crate) fn allows_delete(&self, now: Timestamp, bypass: bool) -> ApiResult<()> {
        let kept = self.retention.is_some_and(|retention| {
            retention.until > now && !(retention.mode == RetentionMode::Governance && bypass)
        });
        if kept || self.legal_hold == Some(true) {
            Err(refusals::protected_by_lock())
        } else {
            Ok(())
        }
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
            let mode = new.mode == old.mode || old.mode == RetentionMode::Governance;
            mode && new.until >= old.until
        });
        let weakened_by_right = old.mode == RetentionMode::Governance && bypass;
        match stronger || weakened_by_right {
            true => Ok(()),
            false => Err(refusals::protected_by_lock()),
        }
    }
}

/// The lock that this configuration gives a bucket.
pub(crate) fn of_bucket(given: &ObjectLockConfiguration) -> ApiResult<BucketLock> {
    if given.object_lock_enabled.as_deref() != Some("Enabled") {
        return Err(malformed_xml());
    }
    let Some(rule) = &given.rule else { return Ok(BucketLock::default()) };
    let retention = rule.default_retention.as_ref().ok_or_else(malformed_xml)?;
    let mode =
        retention.mode.as_deref().and_then(RetentionMode::parse).ok_or_else(malformed_xml)?;
    let period = match (retention.days, retention.years) {
        (Some(days), None) => Period::Days(length(days, MAX_DAYS, "Days")?),
        (None, Some(years)) => Period::Years(length(years, MAX_YEARS, "Years")?),
        _ => return Err(malformed_xml()),
    };
    Ok(BucketLock { default: Some(DefaultRetention { mode, period }) })
}

fn length(given: i32, most: i32, unit: &str) -> ApiResult<u32> {
    let positive = "Default retention period must be a positive integer value.";
    match u32::try_from(given) {
        Ok(0) | Err(_) => Err(invalid_value(positive, "DefaultRetention", &given.to_string())),
        Ok(_) if given > most => Err(invalid_argument("Default retention period too large.", unit)),
        Ok(length) => Ok(length),
    }
}

impl BucketLock {
    /// As the API shows it.
    pub(crate) fn shown(self) -> ObjectLockConfiguration {
        let rule = self.default.map(|default| {
            let mut shown = api::DefaultRetention {
                mode: Some(default.mode.as_str().to_owned()),
                ..api::DefaultRetention::default()
            };
            match default.period {
                Period::Days(days) => shown.days = i32::try_from(days).ok(),
                Period::Years(years) => shown.years = i32::try_from(years).ok(),
            }
            ObjectLockRule { default_retention: Some(shown) }
        });
        ObjectLockConfiguration { object_lock_enabled: Some("Enabled".to_owned()), rule }
    }

    /// The retention that the bucket's default gives a version made at `now`. S3 counts a year as 365 days.
    fn retention(self, now: Timestamp) -> Option<Retention> {
        let DefaultRetention { mode, period } = self.default?;
        let days = match period {
            Period::Days(days) => days,
            Period::Years(years) => years.saturating_mul(365),
        };
        Some(Retention { mode, until: now.plus(DAY.saturating_mul(days)) })
    }
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
    let mode = RetentionMode::parse(mode).ok_or_else(malformed_xml)?;
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
    bucket: Option<BucketLock>,
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
            let mode = RetentionMode::parse(mode).ok_or_else(|| {
                invalid_value("Unknown wormMode directive.", "x-amz-object-lock-mode", mode)
            })?;
            if until <= now {
                return Err(not_future("x-amz-object-lock-retain-until-date", until));
            }
            Some(Retention { mode, until })
        }
    };
    let legal_hold = match headers.legal_hold {
        None => None,
        Some("OFF") => Some(false),
        Some("ON") => Some(true),
        Some(other) => {
            let name = "x-amz-object-lock-legal-hold";
            return Err(invalid_value("Legal Hold must be either of 'ON' or 'OFF'", name, other));
        }
    };
    let asked = retention.is_some() || headers.legal_hold.is_some();
    match bucket {
        None if asked => Err(missing()),
        None => Ok(Lock::default()),
        Some(bucket) => {
            let retention = retention.or_else(|| bucket.retention(now));
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
