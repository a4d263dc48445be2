//! When a secret is to be rotated: every so many days, or by an expression, in windows of whole hours that stay within
//! a day of UTC. Pure.
//! Ref: <https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_schedule.html>

use std::time::Duration;

use gen_secretsmanager::RotationRulesType;
use kernel::{ApiResult, Timestamp};
use schedule::{Cron, Rate, Schedule, Unit, day_start};
use serde::{Deserialize, Serialize};

use crate::{errors, limits};

const HOUR: Duration = Duration::from_secs(3_600);
const DAY: Duration = Duration::from_secs(86_400);

/// The rules, as they were given. One of the first two is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Rules {
    pub(crate) after_days: Option<u32>,
    pub(crate) expression: Option<String>,
    pub(crate) duration_hours: Option<u32>,
}

/// When a rotation may happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Window {
    pub(crate) opens: Timestamp,
    pub(crate) closes: Timestamp,
}

impl Rules {
    pub(crate) fn parse(given: &RotationRulesType) -> ApiResult<Rules> {
        let rules = Rules {
            after_days: given.automatically_after_days.and_then(|days| u32::try_from(days).ok()),
            expression: given.schedule_expression.clone(),
            duration_hours: given.duration.as_deref().map(hours).transpose()?,
        };
        match (&rules.after_days, &rules.expression) {
            (Some(_), Some(_)) => return Err(errors::two_schedules()),
            (None, None) => {
                return Err(refused("AutomaticallyAfterDays or ScheduleExpression is required"));
            }
            _ => {}
        }
        check(&rules.schedule()?, rules.duration_hours)?;
        Ok(rules)
    }

    fn schedule(&self) -> ApiResult<Schedule> {
        match (self.after_days, &self.expression) {
            (Some(value), _) => Ok(Schedule::Rate(Rate { value, unit: Unit::Days })),
            (None, Some(text)) => {
                Schedule::parse(text).map_err(|error| refused(&error.to_string()))
            }
            (None, None) => Err(refused("there is no schedule")),
        }
    }

    /// The first window that opens after `after`. Rates count from the day of `last`, the last rotation.
    pub(crate) fn next_window(&self, after: Timestamp, last: Timestamp) -> Option<Window> {
        let schedule = self.schedule().ok()?;
        let opens = schedule.next_after(after, day_start(last))?;
        let end_of_day = day_start(opens).plus(DAY).minus(Duration::from_secs(1));
        let hours = self.duration_hours.or_else(|| is_of_hours(&schedule).then_some(1));
        let closes = hours.map_or(end_of_day, |hours| opens.plus(HOUR * hours).min(end_of_day));
        Some(Window { opens, closes })
    }
}

/// Whether a schedule counts in hours, so that its windows are short unless the request says otherwise.
fn is_of_hours(schedule: &Schedule) -> bool {
    match schedule {
        Schedule::Rate(rate) => rate.unit != Unit::Days,
        Schedule::Cron(cron) => cron.hours().len() > 1,
    }
}

/// `3h`.
fn hours(text: &str) -> ApiResult<u32> {
    let hours = text.strip_suffix('h').and_then(|hours| hours.parse().ok());
    let hours = hours.filter(|hours| (1..=24).contains(hours));
    hours.ok_or_else(|| refused("the Duration is a number of hours within a day, such as 3h"))
}

fn check(schedule: &Schedule, duration: Option<u32>) -> ApiResult<()> {
    match schedule {
        Schedule::Rate(rate) => check_rate(*rate, duration),
        Schedule::Cron(cron) => check_cron(cron, duration),
    }
}

fn check_rate(rate: Rate, duration: Option<u32>) -> ApiResult<()> {
    match rate.unit {
        Unit::Minutes => Err(refused("a rate is in hours or days")),
        Unit::Hours if rate.value < limits::ROTATION_HOURS => Err(too_often()),
        Unit::Hours if duration.is_some_and(|hours| hours > rate.value) => Err(into_next_window()),
        Unit::Days if rate.value > limits::MOST_DAYS => {
            Err(refused("a rate is of at most 1000 days"))
        }
        Unit::Hours | Unit::Days => Ok(()),
    }
}

fn check_cron(cron: &Cron, duration: Option<u32>) -> ApiResult<()> {
    if cron.minutes() != [0] {
        return Err(refused("the minutes of a cron expression have to be 0"));
    }
    if !cron.is_for_any_year() {
        return Err(refused("the year of a cron expression has to be *"));
    }
    let hours: Vec<u32> = cron.hours().iter().copied().map(u32::from).collect();
    let distances = hours.windows(2).map(|pair| pair[1] - pair[0]);
    let over_night = hours.first().zip(hours.last()).map(|(first, last)| 24 - last + first);
    let shortest = distances.chain(over_night).min().unwrap_or(24);
    if shortest < limits::ROTATION_HOURS {
        return Err(too_often());
    }
    let Some(duration) = duration else { return Ok(()) };
    if duration > shortest {
        return Err(into_next_window());
    }
    let last = hours.last().copied().unwrap_or_default();
    if last + duration > 24 {
        return Err(refused("the rotation window must not extend into the next UTC day"));
    }
    Ok(())
}

fn too_often() -> kernel::ApiError {
    refused("a secret can be rotated as often as every four hours")
}

fn into_next_window() -> kernel::ApiError {
    refused("the rotation window must not extend into the next one")
}

fn refused(reason: &str) -> kernel::ApiError {
    errors::invalid_parameter(format!("The rotation rules are invalid: {reason}."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(
        days: Option<i64>,
        expression: Option<&str>,
        duration: Option<&str>,
    ) -> ApiResult<Rules> {
        Rules::parse(&RotationRulesType {
            automatically_after_days: days,
            schedule_expression: expression.map(str::to_owned),
            duration: duration.map(str::to_owned),
        })
    }

    fn at(text: &str) -> Timestamp {
        Timestamp::parse_iso8601(text).expect("a time")
    }

    #[test]
    fn windows() {
        // The last rotation was on January 1st at 10:30; it is January 5th, noon.
        let cases = [
            (Some(30), None, None, "2026-01-31T00:00:00Z", "2026-01-31T23:59:59Z"),
            (Some(30), None, Some("3h"), "2026-01-31T00:00:00Z", "2026-01-31T03:00:00Z"),
            // Missed ones are not made up for.
            (Some(2), None, None, "2026-01-07T00:00:00Z", "2026-01-07T23:59:59Z"),
            (None, Some("rate(10 days)"), None, "2026-01-11T00:00:00Z", "2026-01-11T23:59:59Z"),
            (None, Some("rate(4 hours)"), None, "2026-01-05T16:00:00Z", "2026-01-05T17:00:00Z"),
            (
                None,
                Some("rate(12 hours)"),
                Some("2h"),
                "2026-01-06T00:00:00Z",
                "2026-01-06T02:00:00Z",
            ),
            (
                None,
                Some("cron(0 16 1 * ? *)"),
                Some("2h"),
                "2026-02-01T16:00:00Z",
                "2026-02-01T18:00:00Z",
            ),
            (
                None,
                Some("cron(0 16 1 * ? *)"),
                None,
                "2026-02-01T16:00:00Z",
                "2026-02-01T23:59:59Z",
            ),
            (
                None,
                Some("cron(0 /8 * * ? *)"),
                None,
                "2026-01-05T16:00:00Z",
                "2026-01-05T17:00:00Z",
            ),
            (
                None,
                Some("cron(0 1 ? * SUN#2 *)"),
                None,
                "2026-01-11T01:00:00Z",
                "2026-01-11T23:59:59Z",
            ),
            (
                None,
                Some("cron(0 0 L * ? *)"),
                Some("24h"),
                "2026-01-31T00:00:00Z",
                "2026-01-31T23:59:59Z",
            ),
        ];
        let (last, now) = (at("2026-01-01T10:30:00Z"), at("2026-01-05T12:00:00Z"));
        for (days, expression, duration, opens, closes) in cases {
            let rules = rules(days, expression, duration).expect("rules");
            let window = rules.next_window(now, last).expect("a window");
            let expected = Window { opens: at(opens), closes: at(closes) };
            assert_eq!(window, expected, "{days:?} {expression:?} {duration:?}");
        }
    }

    #[test]
    fn what_is_refused() {
        for (days, expression, duration) in [
            (None, None, None),
            (None, None, Some("3h")),
            (Some(1), Some("rate(1 day)"), None),
            (None, Some("rate(3 hours)"), None),
            (None, Some("rate(30 minutes)"), None),
            (None, Some("rate(1001 days)"), None),
            (None, Some("rate(4 hours)"), Some("5h")),
            (Some(1), None, Some("25h")),
            (Some(1), None, Some("0h")),
            (Some(1), None, Some("99999999999h")),
            (None, Some("cron(5 0 * * ? *)"), None),
            (None, Some("cron(0 0 * * ? 2027)"), None),
            (None, Some("cron(0 * * * ? *)"), None),
            (None, Some("cron(0 0,22 * * ? *)"), None),
            (None, Some("cron(0 0/6 * * ? *)"), Some("7h")),
            (None, Some("cron(0 23 * * ? *)"), Some("2h")),
            (None, Some("every day"), None),
        ] {
            let error = rules(days, expression, duration).expect_err("refused");
            assert_eq!(error.code(), "InvalidParameterException", "{days:?} {expression:?}");
        }
    }
}
