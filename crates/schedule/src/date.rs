//! Days of the Gregorian calendar, as a cron expression looks at them.

use clock::Timestamp;

/// Seconds of a day.
pub(crate) const DAY: i64 = 86_400;

/// A day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    /// Such as 2026.
    pub year: i64,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
}

impl Date {
    /// The day of `at`.
    pub fn of(at: Timestamp) -> Date {
        Date::from_days(at.as_secs().div_euclid(DAY))
    }

    /// The day so many days after 1970-01-01. Eras of 400 years, which begin in March, are all alike.
    fn from_days(days: i64) -> Date {
        let shifted = days + 719_468;
        let era = shifted.div_euclid(146_097);
        let of_era = shifted.rem_euclid(146_097);
        let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let from_march = (5 * of_year + 2) / 153;
        let day = of_year - (153 * from_march + 2) / 5 + 1;
        let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        let small = |n: i64| u8::try_from(n).unwrap_or(1);
        Date { year, month: small(month), day: small(day) }
    }

    /// How many days after 1970-01-01.
    fn days(self) -> i64 {
        let year = self.year - i64::from(self.month <= 2);
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let from_march = (i64::from(self.month) + 9) % 12;
        let of_year = (153 * from_march + 2) / 5 + i64::from(self.day) - 1;
        era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + of_year - 719_468
    }

    /// 1 is Sunday, 7 is Saturday.
    pub fn weekday(self) -> u8 {
        // 1970-01-01 was a Thursday.
        u8::try_from((self.days() + 4).rem_euclid(7) + 1).unwrap_or(1)
    }

    /// How many days its month has.
    pub fn month_length(self) -> u8 {
        let leap = self.year % 4 == 0 && (self.year % 100 != 0 || self.year % 400 == 0);
        match self.month {
            4 | 6 | 9 | 11 => 30,
            2 if leap => 29,
            2 => 28,
            _ => 31,
        }
    }

    /// Its first second, in UTC.
    pub fn start(self) -> Timestamp {
        Timestamp::from_secs(self.days() * DAY)
    }
}

/// The first second of the day of `at`, in UTC.
pub fn day_start(at: Timestamp) -> Timestamp {
    Timestamp::from_secs(at.as_secs().div_euclid(DAY) * DAY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_of_the_calendar() {
        let cases = [
            ("1970-01-01", 5, 31),
            ("2000-02-29", 3, 29),
            ("2026-11-26", 5, 30),
            ("2100-02-28", 1, 28),
            ("2199-12-31", 3, 31),
        ];
        for (text, weekday, length) in cases {
            let at = Timestamp::parse_iso8601(text).expect("a date");
            let date = Date::of(at);
            assert_eq!(date.start(), at, "{text}");
            assert_eq!((date.weekday(), date.month_length()), (weekday, length), "{text}");
        }
    }

    #[test]
    fn every_day_follows_the_one_before() {
        let mut before = Date::from_days(-1);
        for days in 0..90_000 {
            let date = Date::from_days(days);
            assert_eq!(date.days(), days);
            assert!(date > before);
            before = date;
        }
    }
}
