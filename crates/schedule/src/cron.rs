//! `cron(minutes hours day-of-month month day-of-week year)`, in UTC. One of the two fields for days is `?`.
//! Day-of-month takes `L` (the last), `L-3` (three before it), `15W` (the weekday nearest to the 15th) and `LW` (the
//! last weekday); day-of-week takes `L` (Saturday), `6L` (the last Friday of the month) and `6#3` (the third Friday).
//! Ref: <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cron-expressions.html>

use std::time::Duration;

use clock::Timestamp;

use crate::ScheduleError;
use crate::date::{DAY, Date};
use crate::field::{DAY_OF_MONTH, DAY_OF_WEEK, Field, HOURS, MINUTES, MONTH, YEAR, number};

/// A cron expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cron {
    minutes: Field,
    hours: Field,
    days: Days,
    months: Field,
    years: Field,
    any_year: bool,
}

/// Which days of a month.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Days {
    /// Days of the month, by number.
    Numbers(Field),
    /// So many days before the last day of the month.
    BeforeLast(u8),
    /// The weekday nearest to a day, within the month.
    NearestWeekday(u8),
    /// The last weekday of the month.
    LastWeekday,
    /// Days of the week.
    Weekdays(Field),
    /// The last day of the month with this weekday.
    LastOf(u8),
    /// The n-th day of the month with this weekday: weekday, n.
    Nth(u8, u8),
}

impl Cron {
    /// Reads the six fields.
    pub fn parse(text: &str) -> Result<Cron, ScheduleError> {
        let fields: Vec<&str> = text.split_ascii_whitespace().collect();
        let [minutes, hours, day_of_month, month, day_of_week, year] = fields[..] else {
            return Err(ScheduleError::Fields(fields.len()));
        };
        Ok(Cron {
            minutes: Field::parse(&MINUTES, minutes)?,
            hours: Field::parse(&HOURS, hours)?,
            days: Days::parse(day_of_month, day_of_week)?,
            months: Field::parse(&MONTH, month)?,
            years: Field::parse(&YEAR, year)?,
            any_year: year == "*",
        })
    }

    /// The minutes of an hour.
    pub fn minutes(&self) -> &[u16] {
        self.minutes.values()
    }

    /// The hours of a day.
    pub fn hours(&self) -> &[u16] {
        self.hours.values()
    }

    /// Whether the year is `*`.
    pub fn is_for_any_year(&self) -> bool {
        self.any_year
    }

    /// The first time after `after`, to the minute; `None` when there is none any more.
    pub fn next_after(&self, after: Timestamp) -> Option<Timestamp> {
        let from = Timestamp::from_secs((after.as_secs().div_euclid(60) + 1) * 60);
        let mut date = Date::of(from);
        let of_day = u16::try_from(from.as_secs().rem_euclid(DAY) / 60).ok()?;
        if self.is_on(date)
            && let Some(minute) = self.minute_from(of_day)
        {
            return Some(at(date, minute));
        }
        let first = self.minute_from(0)?;
        // Leap days on a given weekday come round in at most 40 years; a year that is past never does.
        let last_year = self.years.values().last().copied()?;
        loop {
            date = self.next_date(date)?;
            if date.year > i64::from(last_year) {
                return None;
            }
            if self.is_on(date) {
                return Some(at(date, first));
            }
        }
    }

    fn is_on(&self, date: Date) -> bool {
        let year = u16::try_from(date.year).unwrap_or(0);
        self.years.has(year) && self.months.has(date.month.into()) && self.days.has(date)
    }

    /// The first minute of the day, from this one on, that hours and minutes allow.
    fn minute_from(&self, of_day: u16) -> Option<u16> {
        let (hour, minute) = (of_day / 60, of_day % 60);
        let in_hour = |from: u16| self.minutes.values().iter().copied().find(|m| *m >= from);
        if self.hours.has(hour)
            && let Some(minute) = in_hour(minute)
        {
            return Some(hour * 60 + minute);
        }
        let hour = self.hours.values().iter().copied().find(|h| *h > hour)?;
        Some(hour * 60 + in_hour(0)?)
    }

    /// The day after `date`, past months and years that do not count.
    fn next_date(&self, date: Date) -> Option<Date> {
        let year = u16::try_from(date.year).ok()?;
        if !self.years.has(year) {
            let next = self.years.values().iter().find(|y| **y > year)?;
            return Some(Date { year: i64::from(*next), month: 1, day: 1 });
        }
        if self.months.has(date.month.into()) && date.day < date.month_length() {
            return Some(Date { day: date.day + 1, ..date });
        }
        let next = self.months.values().iter().find(|m| **m > u16::from(date.month));
        Some(match next {
            Some(month) => Date { month: u8::try_from(*month).ok()?, day: 1, ..date },
            None => Date { year: date.year + 1, month: 1, day: 1 },
        })
    }
}

fn at(date: Date, minute: u16) -> Timestamp {
    date.start().plus(Duration::from_secs(u64::from(minute) * 60))
}

impl Days {
    fn parse(of_month: &str, of_week: &str) -> Result<Days, ScheduleError> {
        match (of_month, of_week) {
            ("?", "?") => Err(ScheduleError::Days),
            ("?", of_week) => Days::of_week(of_week),
            (of_month, "?") => Days::of_month(of_month),
            _ => Err(ScheduleError::Days),
        }
    }

    fn of_month(text: &str) -> Result<Days, ScheduleError> {
        let wrong = || DAY_OF_MONTH.wrong(text);
        let day = |text: &str| {
            let value = DAY_OF_MONTH.value(text).and_then(|day| u8::try_from(day).ok());
            value.ok_or_else(wrong)
        };
        match text {
            "L" => Ok(Days::BeforeLast(0)),
            "LW" => Ok(Days::LastWeekday),
            _ => {
                if let Some(before) = text.strip_prefix("L-") {
                    let before =
                        number(before).filter(|n| (1..=30).contains(n)).ok_or_else(wrong)?;
                    return Ok(Days::BeforeLast(u8::try_from(before).map_err(|_| wrong())?));
                }
                match text.strip_suffix('W') {
                    Some(nearest) => day(nearest).map(Days::NearestWeekday),
                    None => Field::parse(&DAY_OF_MONTH, text).map(Days::Numbers),
                }
            }
        }
    }

    fn of_week(text: &str) -> Result<Days, ScheduleError> {
        let wrong = || DAY_OF_WEEK.wrong(text);
        let weekday = |text: &str| {
            let value = DAY_OF_WEEK.value(text).and_then(|day| u8::try_from(day).ok());
            value.ok_or_else(wrong)
        };
        if let Some((day, nth)) = text.split_once('#') {
            let nth = number(nth).filter(|n| (1..=5).contains(n)).ok_or_else(wrong)?;
            return Ok(Days::Nth(weekday(day)?, u8::try_from(nth).map_err(|_| wrong())?));
        }
        match text.strip_suffix('L') {
            Some("") => Field::parse(&DAY_OF_WEEK, "7").map(Days::Weekdays),
            Some(day) => weekday(day).map(Days::LastOf),
            None => Field::parse(&DAY_OF_WEEK, text).map(Days::Weekdays),
        }
    }

    fn has(&self, date: Date) -> bool {
        let length = date.month_length();
        match self {
            Days::Numbers(field) => field.has(date.day.into()),
            Days::BeforeLast(before) => date.day + before == length,
            Days::NearestWeekday(day) => {
                *day <= length && nearest_weekday(Date { day: *day, ..date }) == date.day
            }
            Days::LastWeekday => nearest_weekday(Date { day: length, ..date }) == date.day,
            Days::Weekdays(field) => field.has(date.weekday().into()),
            Days::LastOf(weekday) => date.weekday() == *weekday && date.day + 7 > length,
            Days::Nth(weekday, nth) => date.weekday() == *weekday && date.day.div_ceil(7) == *nth,
        }
    }
}

/// The day from Monday to Friday that is nearest, within the month.
fn nearest_weekday(date: Date) -> u8 {
    match date.weekday() {
        // Sunday: the Monday after it, unless that is another month's.
        1 if date.day == date.month_length() => date.day - 2,
        1 => date.day + 1,
        // Saturday: the Friday before it, unless that is another month's.
        7 if date.day == 1 => 3,
        7 => date.day - 1,
        _ => date.day,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn times(cron: &str, from: &str, count: usize) -> Vec<String> {
        let cron = Cron::parse(cron).unwrap_or_else(|error| panic!("{cron}: {error}"));
        let mut at = Timestamp::parse_iso8601(from).expect("a time");
        let mut found = Vec::new();
        while found.len() < count {
            let Some(next) = cron.next_after(at) else { break };
            assert!(next > at);
            at = next;
            found.push(at.iso8601()[..16].to_owned());
        }
        found
    }

    #[test]
    fn next_times() {
        let cases: [(&str, &str, &[&str]); 25] = [
            // AWS's own examples.
            ("0 10 * * ? *", "2026-01-01T10:00:00Z", &["2026-01-02T10:00", "2026-01-03T10:00"]),
            ("15 12 * * ? *", "2026-01-01T00:00:00Z", &["2026-01-01T12:15"]),
            ("0 18 ? * MON-FRI *", "2026-01-02T18:00:00Z", &["2026-01-05T18:00"]),
            ("0 8 1 * ? *", "2026-01-01T08:00:00Z", &["2026-02-01T08:00", "2026-03-01T08:00"]),
            ("0 /8 * * ? *", "2026-01-01T00:00:00Z", &["2026-01-01T08:00", "2026-01-01T16:00"]),
            ("0/15 * * * ? *", "2026-01-01T00:00:00Z", &["2026-01-01T00:15", "2026-01-01T00:30"]),
            ("0/10 * ? * MON-FRI *", "2026-01-02T23:50:00Z", &["2026-01-05T00:00"]),
            (
                "0/5 8-17 ? * MON-FRI *",
                "2026-01-01T17:54:00Z",
                &["2026-01-01T17:55", "2026-01-02T08:00"],
            ),
            // To the minute, strictly after.
            ("0 0 * * ? *", "2025-12-31T23:59:59Z", &["2026-01-01T00:00"]),
            ("0 0 * * ? *", "2026-01-01T00:00:00Z", &["2026-01-02T00:00"]),
            ("30 0 * * ? *", "2026-01-01T00:29:59.999Z", &["2026-01-01T00:30"]),
            // Last days.
            ("0 0 L * ? *", "2028-01-31T00:00:00Z", &["2028-02-29T00:00", "2028-03-31T00:00"]),
            ("0 0 L-2 2 ? *", "2026-01-01T00:00:00Z", &["2026-02-26T00:00", "2027-02-26T00:00"]),
            ("0 0 ? * L *", "2026-01-01T00:00:00Z", &["2026-01-03T00:00", "2026-01-10T00:00"]),
            ("0 0 ? * 6L *", "2026-01-01T00:00:00Z", &["2026-01-30T00:00", "2026-02-27T00:00"]),
            ("0 0 ? * FRIL *", "2026-01-01T00:00:00Z", &["2026-01-30T00:00"]),
            // Weekdays nearest to a day: 2026-08-01 is a Saturday, 2026-03-01 a Sunday, 2026-05-31 a Sunday.
            ("0 0 1W * ? *", "2026-07-15T00:00:00Z", &["2026-08-03T00:00", "2026-09-01T00:00"]),
            ("0 0 1W 3 ? *", "2026-01-01T00:00:00Z", &["2026-03-02T00:00"]),
            ("0 0 31W * ? *", "2026-05-15T00:00:00Z", &["2026-05-29T00:00", "2026-07-31T00:00"]),
            ("0 0 LW * ? *", "2026-05-15T00:00:00Z", &["2026-05-29T00:00", "2026-06-30T00:00"]),
            // The n-th weekday of the month.
            ("0 0 ? * 3#2 *", "2026-01-01T00:00:00Z", &["2026-01-13T00:00", "2026-02-10T00:00"]),
            (
                "0 10 ? FEB,MAY,AUG,NOV TUE#2 *",
                "2026-01-01T00:00:00Z",
                &["2026-02-10T10:00", "2026-05-12T10:00"],
            ),
            ("0 0 ? * MON#5 *", "2026-01-01T00:00:00Z", &["2026-03-30T00:00", "2026-06-29T00:00"]),
            // Rare days, and none at all.
            ("0 0 29 2 ? *", "2096-03-01T00:00:00Z", &["2104-02-29T00:00"]),
            (
                "0 0 1 1 ? 2027-2028",
                "2026-01-01T00:00:00Z",
                &["2027-01-01T00:00", "2028-01-01T00:00"],
            ),
        ];
        for (cron, from, expected) in cases {
            assert_eq!(times(cron, from, expected.len()), expected, "{cron} from {from}");
        }
        for (never, from) in [
            ("0 0 1 1 ? 2025", "2026-01-01T00:00:00Z"),
            ("0 0 30 2 ? *", "2026-01-01T00:00:00Z"),
            ("0 0 31 4,6 ? 2026", "2026-01-01T00:00:00Z"),
            ("59 23 31 12 ? *", "2199-12-31T23:59:00Z"),
        ] {
            assert_eq!(times(never, from, 1), [""; 0], "{never}");
        }
    }

    #[test]
    fn what_is_no_cron_expression() {
        use ScheduleError::{Days, Fields};
        assert_eq!(Cron::parse("0 0 * * ?"), Err(Fields(5)));
        assert_eq!(Cron::parse(""), Err(Fields(0)));
        assert_eq!(Cron::parse("0 0 * * ? * *"), Err(Fields(7)));
        for both in ["0 0 * * * *", "0 0 ? * ? *", "0 0 1 * MON *"] {
            assert_eq!(Cron::parse(both), Err(Days), "{both}");
        }
        for wrong in [
            "60 0 * * ? *",
            "0 24 * * ? *",
            "0 0 32 * ? *",
            "0 0 0 * ? *",
            "0 0 32W * ? *",
            "0 0 L-31 * ? *",
            "0 0 1W,5 * ? *",
            "0 0 * 13 ? *",
            "0 0 * ABC ? *",
            "0 0 ? * 8 *",
            "0 0 ? * 6#6 *",
            "0 0 ? * 6#0 *",
            "0 0 ? * 0L *",
            "0 0 * * ? 1969",
            "0 0 * * ? 2200",
            "? 0 * * ? *",
            "a b c d ? f",
        ] {
            assert!(matches!(Cron::parse(wrong), Err(ScheduleError::Field { .. })), "{wrong}");
        }
    }
}
