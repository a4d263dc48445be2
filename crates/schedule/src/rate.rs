//! `rate(value unit)`: at a regular distance from an anchor. The unit is singular for one and plural for more.
//! Ref: <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rate-expressions.html>

use std::time::Duration;

use clock::Timestamp;

use crate::ScheduleError;

/// A longer distance is refused: its next time would lie beyond what times can be.
const LONGEST: Duration = Duration::from_secs(1_000 * 365 * 86_400);

/// A regular distance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// From 1 on.
    pub value: u32,
    /// Of what.
    pub unit: Unit,
}

/// What a rate counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// 60 seconds.
    Minutes,
    /// 60 minutes.
    Hours,
    /// 24 hours.
    Days,
}

impl Rate {
    pub(crate) fn parse(text: &str) -> Result<Rate, ScheduleError> {
        let mut words = text.split_ascii_whitespace();
        let (Some(value), Some(unit), None) = (words.next(), words.next(), words.next()) else {
            return Err(ScheduleError::Rate);
        };
        let digits = value.bytes().all(|b| b.is_ascii_digit());
        let value: u32 = value.parse().map_err(|_| ScheduleError::Rate)?;
        let unit = match (unit, value) {
            ("minute", 1) => Unit::Minutes,
            ("minutes", 2..) => Unit::Minutes,
            ("hour", 1) => Unit::Hours,
            ("hours", 2..) => Unit::Hours,
            ("day", 1) => Unit::Days,
            ("days", 2..) => Unit::Days,
            _ => return Err(ScheduleError::Rate),
        };
        let rate = Rate { value, unit };
        if digits && rate.period() <= LONGEST { Ok(rate) } else { Err(ScheduleError::Rate) }
    }

    /// The distance.
    pub fn period(self) -> Duration {
        let seconds = match self.unit {
            Unit::Minutes => 60,
            Unit::Hours => 3_600,
            Unit::Days => 86_400,
        };
        Duration::from_secs(u64::from(self.value) * seconds)
    }

    /// The first multiple of the distance from `anchor` that is after `after`.
    pub fn next_after(self, after: Timestamp, anchor: Timestamp) -> Timestamp {
        if after < anchor {
            return anchor;
        }
        let period = self.period().as_micros();
        let passed = after.since(anchor).as_micros() / period;
        let micros = u64::try_from((passed + 1) * period).unwrap_or(u64::MAX);
        anchor.plus(Duration::from_micros(micros))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts() {
        let rate = |value, unit| Ok(Rate { value, unit });
        let cases = [
            ("1 minute", rate(1, Unit::Minutes)),
            ("5 minutes", rate(5, Unit::Minutes)),
            ("1 hour", rate(1, Unit::Hours)),
            ("12  hours", rate(12, Unit::Hours)),
            ("1 day", rate(1, Unit::Days)),
            ("999 days", rate(999, Unit::Days)),
            ("1 days", Err(ScheduleError::Rate)),
            ("2 day", Err(ScheduleError::Rate)),
            ("0 days", Err(ScheduleError::Rate)),
            ("-1 days", Err(ScheduleError::Rate)),
            ("+2 days", Err(ScheduleError::Rate)),
            ("1.5 hours", Err(ScheduleError::Rate)),
            ("5", Err(ScheduleError::Rate)),
            ("5 weeks", Err(ScheduleError::Rate)),
            ("5 minutes x", Err(ScheduleError::Rate)),
            ("365000 days", rate(365_000, Unit::Days)),
            ("365001 days", Err(ScheduleError::Rate)),
            ("99999999999 days", Err(ScheduleError::Rate)),
        ];
        for (text, expected) in cases {
            assert_eq!(Rate::parse(text), expected, "{text}");
        }
    }

    #[test]
    fn multiples_from_the_anchor() {
        let at = Timestamp::from_secs;
        let rate = Rate { value: 2, unit: Unit::Minutes };
        for (after, next) in
            [(0, 100), (99, 100), (100, 220), (219, 220), (220, 340), (1_000, 1_060)]
        {
            assert_eq!(rate.next_after(at(after), at(100)), at(next), "{after}");
        }
    }
}
