//! Point-in-time recovery, decided: its setting, and the time that a table can go back to.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Point-in-time-recovery.html>

use std::time::Duration;

use gen_dynamodb::values::{continuous_backups_status, point_in_time_recovery_status};
use gen_dynamodb::{
    ContinuousBackupsDescription, PointInTimeRecoveryDescription, PointInTimeRecoverySpecification,
};
use kernel::{ApiResult, Timestamp};

use crate::errors;
use crate::settings::Recovery;

/// Days that are kept unless said otherwise.
const DAYS: u8 = 35;
/// What was written in the last minutes cannot be gone back to yet.
const LAG: Duration = Duration::from_secs(300);

/// The times that a table can be restored to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Window {
    pub(crate) earliest: Timestamp,
    pub(crate) latest: Timestamp,
}

/// The window at `now`; none without point-in-time recovery.
pub(crate) fn window(recovery: &Recovery, now: Timestamp) -> Option<Window> {
    let (since, days) = recovery.enabled?;
    let oldest = now.minus(Duration::from_secs(86_400 * u64::from(days)));
    let earliest = since.max(oldest);
    Some(Window { earliest, latest: now.minus(LAG).max(earliest) })
}

/// The setting after UpdateContinuousBackups.
pub(crate) fn change(
    current: Recovery,
    asked: &PointInTimeRecoverySpecification,
    now: Timestamp,
) -> ApiResult<Recovery> {
    let days = asked.recovery_period_in_days;
    if !asked.point_in_time_recovery_enabled {
        if days.is_some() {
            return Err(errors::invalid_request(
                "Cannot specify RecoveryPeriodInDays when disabling point-in-time recovery.",
            ));
        }
        return Ok(Recovery { enabled: None, ..current });
    }
    let days = days.and_then(|days| u8::try_from(days).ok());
    let enabled = match current.enabled {
        Some((since, before)) => (since, days.unwrap_or(before)),
        None => (now, days.unwrap_or(DAYS)),
    };
    Ok(Recovery { enabled: Some(enabled), ..current })
}

/// `ContinuousBackupsDescription`.
pub(crate) fn describe(recovery: &Recovery, now: Timestamp) -> ContinuousBackupsDescription {
    let window = window(recovery, now);
    let status = match window {
        Some(_) => point_in_time_recovery_status::ENABLED,
        None => point_in_time_recovery_status::DISABLED,
    };
    ContinuousBackupsDescription {
        continuous_backups_status: Some(continuous_backups_status::ENABLED.to_owned()),
        point_in_time_recovery_description: Some(PointInTimeRecoveryDescription {
            point_in_time_recovery_status: Some(status.to_owned()),
            recovery_period_in_days: recovery.enabled.map(|(_, days)| i32::from(days)),
            earliest_restorable_date_time: window.map(|window| window.earliest),
            latest_restorable_date_time: window.map(|window| window.latest),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: Timestamp = Timestamp::from_secs(1_800_000_000);

    fn asked(enabled: bool, days: Option<i32>) -> PointInTimeRecoverySpecification {
        PointInTimeRecoverySpecification {
            point_in_time_recovery_enabled: enabled,
            recovery_period_in_days: days,
        }
    }

    #[test]
    fn windows() {
        let on = change(Recovery::default(), &asked(true, Some(1)), NOON).expect("on");
        let at = |seconds: u64| window(&on, NOON.plus(Duration::from_secs(seconds)));
        assert_eq!(at(10), Some(Window { earliest: NOON, latest: NOON }));
        let hour = NOON.plus(Duration::from_secs(3_300));
        assert_eq!(at(3_600), Some(Window { earliest: NOON, latest: hour }));
        let later = at(2 * 86_400).expect("a window");
        assert_eq!(later.earliest, NOON.plus(Duration::from_secs(86_400)));
    }

    #[test]
    fn settings() {
        let on = change(Recovery::default(), &asked(true, None), NOON).expect("on");
        assert_eq!(on.enabled, Some((NOON, 35)));
        let later = NOON.plus(Duration::from_secs(60));
        let shorter = change(on, &asked(true, Some(3)), later).expect("shorter");
        assert_eq!(shorter.enabled, Some((NOON, 3)), "it began when it began");
        assert!(change(on, &asked(false, Some(3)), later).is_err());
        let off = change(on, &asked(false, None), later).expect("off");
        assert_eq!(off.enabled, None);
        assert_eq!(change(off, &asked(true, None), later).expect("on").enabled, Some((later, 35)));
    }
}
