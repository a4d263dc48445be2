//! Schedule expressions as EventBridge, Secrets Manager, Systems Manager and others read them: `rate(5 minutes)` and
//! `cron(0 12 ? * MON-FRI *)`. Pure: text to schedule, schedule and time to the next time, in UTC.
//! Ref: <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html>

mod cron;
mod date;
mod field;
mod rate;

pub use cron::Cron;
pub use date::{Date, day_start};
pub use rate::{Rate, Unit};

use clock::Timestamp;
use thiserror::Error;

/// A schedule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Schedule {
    /// At a regular distance.
    Rate(Rate),
    /// When the calendar says so.
    Cron(Cron),
}

/// A text that is no schedule expression. Services word it in their own way.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ScheduleError {
    /// Neither `rate(...)` nor `cron(...)`.
    #[error("a schedule is written rate(value unit) or cron(fields)")]
    Form,
    /// Longer than any schedule needs to be.
    #[error("the expression has more than {MAX_LEN} characters")]
    TooLong,
    /// A rate whose value or unit is wrong.
    #[error("a rate is a number from 1 on, and minute(s), hour(s) or day(s) to match")]
    Rate,
    /// Another number of fields than six.
    #[error("a cron expression has six fields, this has {0}")]
    Fields(usize),
    /// A field that cannot be read.
    #[error("the {field} field cannot be {text}")]
    Field {
        /// `minutes`, `hours`, `day-of-month`, `month`, `day-of-week`, `year`.
        field: &'static str,
        /// As written.
        text: String,
    },
    /// One of the two fields for days has to be `?`, and the other must not be.
    #[error("exactly one of day-of-month and day-of-week has to be ?")]
    Days,
}

/// Longest expression that is read.
pub const MAX_LEN: usize = 256;

impl Schedule {
    /// Reads an expression.
    pub fn parse(text: &str) -> Result<Schedule, ScheduleError> {
        if text.len() > MAX_LEN {
            return Err(ScheduleError::TooLong);
        }
        let within = |name: &str| text.strip_prefix(name)?.strip_prefix('(')?.strip_suffix(')');
        if let Some(rate) = within("rate") {
            return Rate::parse(rate).map(Schedule::Rate);
        }
        if let Some(fields) = within("cron") {
            return Cron::parse(fields).map(Schedule::Cron);
        }
        Err(ScheduleError::Form)
    }

    /// The first time after `after`; `None` when there is none any more. Rates count from `anchor`.
    pub fn next_after(&self, after: Timestamp, anchor: Timestamp) -> Option<Timestamp> {
        match self {
            Schedule::Rate(rate) => Some(rate.next_after(after, anchor)),
            Schedule::Cron(cron) => cron.next_after(after),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms() {
        assert!(matches!(Schedule::parse("rate(1 day)"), Ok(Schedule::Rate(_))));
        assert!(matches!(Schedule::parse("cron(0 8 1 * ? *)"), Ok(Schedule::Cron(_))));
        for wrong in ["", "rate", "rate(", "at(2026-01-01T00:00:00)", "Rate(1 day)", " rate(1 day)"]
        {
            assert_eq!(Schedule::parse(wrong), Err(ScheduleError::Form), "{wrong}");
        }
        let long = format!("cron({})", "0,".repeat(200));
        assert_eq!(Schedule::parse(&long), Err(ScheduleError::TooLong));
    }
}
