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

/// The bucket has no object lock.
pub(crate) fn missing() -> kernel::ApiError {
    refusals::invalid_request("Bucket is missing Object Lock Configuration")
}

#[cfg(test)]
#[path = "object_lock/tests.rs"]
mod tests;
