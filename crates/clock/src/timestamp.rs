//! A point in time, and the three ways in which AWS writes one: epoch seconds, ISO 8601 and HTTP dates.
//! Ref: <https://smithy.io/2.0/spec/protocol-traits.html#timestampformat-trait>

use std::fmt;
use std::time::Duration;

/// Microseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    serde::Serialize,
    serde::Deserialize,
)]
pub struct Timestamp(i64);

/// A text that is no timestamp of the format it was read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParseTimestampError;

impl fmt::Display for ParseTimestampError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a timestamp")
    }
}

impl std::error::Error for ParseTimestampError {}

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];

impl Timestamp {
    /// The first second of 1970.
    pub const EPOCH: Timestamp = Timestamp(0);

    /// From microseconds since the epoch.
    pub const fn from_micros(micros: i64) -> Timestamp {
        Timestamp(micros)
    }

    /// From milliseconds since the epoch.
    pub const fn from_millis(millis: i64) -> Timestamp {
        Timestamp(millis.saturating_mul(1_000))
    }

    /// From seconds since the epoch.
    pub const fn from_secs(secs: i64) -> Timestamp {
        Timestamp(secs.saturating_mul(1_000_000))
    }

    /// From seconds with a fraction; `None` when not finite or out of range.
    pub fn from_secs_f64(secs: f64) -> Option<Timestamp> {
        let micros = (secs * 1e6).round();
        (micros.is_finite() && micros.abs() < 9.2e18).then_some(Timestamp(micros as i64))
    }

    /// Microseconds since the epoch.
    pub const fn as_micros(self) -> i64 {
        self.0
    }

    /// Whole milliseconds since the epoch, rounded down.
    pub const fn as_millis(self) -> i64 {
        self.0.div_euclid(1_000)
    }

    /// Whole seconds since the epoch, rounded down.
    pub const fn as_secs(self) -> i64 {
        self.0.div_euclid(1_000_000)
    }

    /// Seconds since the epoch with their fraction.
    pub fn as_secs_f64(self) -> f64 {
        self.0 as f64 / 1e6
    }

    /// This time cut to whole seconds.
    pub const fn whole_seconds(self) -> Timestamp {
        Timestamp::from_secs(self.as_secs())
    }

    /// How long `self` is after `earlier`; zero when it is not.
    pub fn since(self, earlier: Timestamp) -> Duration {
        Duration::from_micros(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }

    /// This time and `by` more.
    pub fn plus(self, by: Duration) -> Timestamp {
        Timestamp(self.0.saturating_add(i64::try_from(by.as_micros()).unwrap_or(i64::MAX)))
    }

    /// This time less `by`.
    pub fn minus(self, by: Duration) -> Timestamp {
        Timestamp(self.0.saturating_sub(i64::try_from(by.as_micros()).unwrap_or(i64::MAX)))
    }

    /// `2015-08-30T12:36:00Z`, with milliseconds when there are any.
    pub fn iso8601(self) -> String {
        let c = self.civil();
        let base = format!(
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}",
            c.year, c.month, c.day, c.hour, c.minute, c.second
        );
        match c.micros / 1_000 {
            0 => base + "Z",
            millis => format!("{base}.{millis:03}Z"),
        }
    }

    /// `2015-08-30T12:36:00.000Z`: milliseconds always.
    pub fn iso8601_millis(self) -> String {
        let c = self.civil();
        let Some(year) = u32::try_from(c.year).ok().filter(|year| *year < 10_000) else {
            return format!(
                "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z",
                c.year,
                c.month,
                c.day,
                c.hour,
                c.minute,
                c.second,
                c.micros / 1_000
            );
        };
        // Lists have one for each entry: written digit by digit, it costs a tenth.
        let mut text = *b"0000-00-00T00:00:00.000Z";
        let mut digits = |at: usize, len: usize, mut number: u32| {
            for place in (at..at + len).rev() {
                text[place] = b'0' + (number % 10) as u8;
                number /= 10;
            }
        };
        digits(0, 4, year);
        digits(5, 2, c.month.into());
        digits(8, 2, c.day.into());
        digits(11, 2, c.hour.into());
        digits(14, 2, c.minute.into());
        digits(17, 2, c.second.into());
        digits(20, 3, c.micros / 1_000);
        std::str::from_utf8(&text).unwrap_or_default().to_owned()
    }

    /// `20150830T123600Z`: as signatures write it.
    pub fn iso8601_basic(self) -> String {
        let c = self.civil();
        format!(
            "{:04}{:02}{:02}T{:02}{:02}{:02}Z",
            c.year, c.month, c.day, c.hour, c.minute, c.second
        )
    }

    /// `Sun, 30 Aug 2015 12:36:00 GMT`, with milliseconds when there are any.
    pub fn http_date(self) -> String {
        let c = self.civil();
        let day =
            DAYS[usize::try_from(self.as_secs().div_euclid(86_400).rem_euclid(7)).unwrap_or(0)];
        let month = MONTHS[usize::from(c.month) - 1];
        let mut out = String::with_capacity(33);
        out.push_str(day);
        out.push_str(", ");
        push_digits(&mut out, c.day.into(), 2);
        out.push(' ');
        out.push_str(month);
        out.push(' ');
        push_digits(&mut out, c.year, 4);
        for (before, part) in [(' ', c.hour), (':', c.minute), (':', c.second)] {
            out.push(before);
            push_digits(&mut out, part.into(), 2);
        }
        if c.micros >= 1_000 {
            out.push('.');
            push_digits(&mut out, (c.micros / 1_000).into(), 3);
        }
        out.push_str(" GMT");
        out
    }

    /// Reads `2015-08-30T12:36:00[.123][Z|+01:00]` and the basic form `20150830T123600Z`.
    pub fn parse_iso8601(text: &str) -> Result<Timestamp, ParseTimestampError> {
        let mut p = Parser { rest: text.trim().as_bytes() };
        let year = p.digits(4)?;
        let extended = p.eat(b'-');
        let month = p.digits(2)?;
        if extended && !p.eat(b'-') {
            return Err(ParseTimestampError);
        }
        let day = p.digits(2)?;
        if p.rest.is_empty() {
            return civil_to_timestamp(year, month, day, 0, 0, 0, 0);
        }
        if !(p.eat(b'T') || p.eat(b't') || p.eat(b' ')) {
            return Err(ParseTimestampError);
        }
        let hour = p.digits(2)?;
        let colons = p.eat(b':');
        let minute = p.digits(2)?;
        let second = if p.eat(b':') || (!colons && p.at_digit()) { p.digits(2)? } else { 0 };
        let micros = p.fraction()?;
        let offset = p.zone()?;
        p.end()?;
        let at = civil_to_timestamp(year, month, day, hour, minute, second, micros)?;
        Ok(Timestamp(at.0 - offset * 60_000_000))
    }

    /// Reads `Sun, 30 Aug 2015 12:36:00[.123] GMT`.
    pub fn parse_http_date(text: &str) -> Result<Timestamp, ParseTimestampError> {
        let rest = text.trim().split_once(',').ok_or(ParseTimestampError)?.1.trim_start();
        let mut p = Parser { rest: rest.as_bytes() };
        let day = p.digits_up_to(2)?;
        let _either = p.eat(b' ') || p.eat(b'-');
        let name = p.take(3)?;
        let month = MONTHS
            .iter()
            .position(|m| m.as_bytes().eq_ignore_ascii_case(name))
            .ok_or(ParseTimestampError)?;
        let _either = p.eat(b' ') || p.eat(b'-');
        let year = p.digits(4)?;
        let mut time = [0; 3];
        for (i, slot) in time.iter_mut().enumerate() {
            if !p.eat(if i == 0 { b' ' } else { b':' }) {
                return Err(ParseTimestampError);
            }
            *slot = p.digits(2)?;
        }
        let micros = p.fraction()?;
        if !matches!(p.rest, b" GMT" | b" UTC" | b" +0000") {
            return Err(ParseTimestampError);
        }
        civil_to_timestamp(year, month as i64 + 1, day, time[0], time[1], time[2], micros)
    }

    fn civil(self) -> Civil {
        let days = self.as_secs().div_euclid(86_400);
        let in_day = self.as_secs().rem_euclid(86_400);
        let (year, month, day) = civil_from_days(days);
        Civil {
            year,
            month,
            day,
            hour: (in_day / 3600) as u8,
            minute: (in_day / 60 % 60) as u8,
            second: (in_day % 60) as u8,
            micros: self.0.rem_euclid(1_000_000) as u32,
        }
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.iso8601())
    }
}

struct Civil {
    year: i64,
    month: u8,
    day: u8,
    hour: u8,
    minute: u8,
    second: u8,
    micros: u32,
}

/// Appends a number with at least `width` digits.
fn push_digits(out: &mut String, number: i64, width: u32) {
    let Some(most) = 10_i64.checked_pow(width).filter(|most| (0..*most).contains(&number)) else {
        // A year before the first or after the 9999th.
        out.push_str(&format!("{number:0width$}", width = width as usize));
        return;
    };
    let mut place = most / 10;
    while place > 0 {
        let digit = u8::try_from(number / place % 10).unwrap_or(0);
        out.push(char::from(b'0' + digit));
        place /= 10;
    }
}

/// Days since the epoch to a proleptic Gregorian date, counting in 400-year eras that begin in March.
fn civil_from_days(days: i64) -> (i64, u8, u8) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let march_month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * march_month + 2) / 5 + 1;
    let month = if march_month < 10 { march_month + 3 } else { march_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month as u8, day as u8)
}

fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = year - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + of_year - 719_468
}

fn civil_to_timestamp(
    year: i64,
    month: i64,
    day: i64,
    hour: i64,
    minute: i64,
    second: i64,
    micros: i64,
) -> Result<Timestamp, ParseTimestampError> {
    let in_range = (1..=12).contains(&month)
        && (1..=31).contains(&day)
        && hour < 24
        && minute < 60
        && second < 61;
    let days = days_from_civil(year, month, day);
    // A day past its month's end comes back as another date.
    if !in_range || civil_from_days(days) != (year, month as u8, day as u8) {
        return Err(ParseTimestampError);
    }
    Ok(Timestamp((days * 86_400 + hour * 3600 + minute * 60 + second) * 1_000_000 + micros))
}

struct Parser<'a> {
    rest: &'a [u8],
}

impl<'a> Parser<'a> {
    fn take(&mut self, n: usize) -> Result<&'a [u8], ParseTimestampError> {
        let (head, tail) = self.rest.split_at_checked(n).ok_or(ParseTimestampError)?;
        self.rest = tail;
        Ok(head)
    }

    fn digits(&mut self, n: usize) -> Result<i64, ParseTimestampError> {
        self.take(n)?.iter().try_fold(0, |acc, b| match b {
            b'0'..=b'9' => Ok(acc * 10 + i64::from(b - b'0')),
            _ => Err(ParseTimestampError),
        })
    }

    fn digits_up_to(&mut self, n: usize) -> Result<i64, ParseTimestampError> {
        let len = self.rest.iter().take(n).take_while(|b| b.is_ascii_digit()).count();
        if len == 0 { Err(ParseTimestampError) } else { self.digits(len) }
    }

    fn eat(&mut self, b: u8) -> bool {
        let hit = self.rest.first() == Some(&b);
        if hit {
            self.rest = &self.rest[1..];
        }
        hit
    }

    fn at_digit(&self) -> bool {
        self.rest.first().is_some_and(u8::is_ascii_digit)
    }

    /// An optional fraction of a second, in microseconds; finer digits are dropped.
    fn fraction(&mut self) -> Result<i64, ParseTimestampError> {
        if !self.eat(b'.') {
            return Ok(0);
        }
        let len = self.rest.iter().take_while(|b| b.is_ascii_digit()).count();
        if len == 0 {
            return Err(ParseTimestampError);
        }
        let digits = self.take(len)?;
        Ok((0..6).fold(0, |acc, i| acc * 10 + digits.get(i).map_or(0, |b| i64::from(b - b'0'))))
    }

    /// Minutes east of UTC; none written means UTC.
    fn zone(&mut self) -> Result<i64, ParseTimestampError> {
        if self.rest.is_empty() || self.eat(b'Z') || self.eat(b'z') {
            return Ok(0);
        }
        let sign = if self.eat(b'+') {
            1
        } else if self.eat(b'-') {
            -1
        } else {
            return Err(ParseTimestampError);
        };
        let hours = self.digits(2)?;
        self.eat(b':');
        let minutes = self.digits(2)?;
        if hours > 23 || minutes > 59 {
            return Err(ParseTimestampError);
        }
        Ok(sign * (hours * 60 + minutes))
    }

    fn end(&self) -> Result<(), ParseTimestampError> {
        if self.rest.is_empty() { Ok(()) } else { Err(ParseTimestampError) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats() {
        let t = Timestamp::from_secs(1_440_938_160);
        assert_eq!(t.iso8601(), "2015-08-30T12:36:00Z");
        assert_eq!(t.iso8601_millis(), "2015-08-30T12:36:00.000Z");
        let late = Timestamp::from_micros(253_402_300_799_999_999);
        assert_eq!(late.iso8601_millis(), "9999-12-31T23:59:59.999Z");
        assert_eq!(Timestamp::from_millis(-1).iso8601_millis(), "1969-12-31T23:59:59.999Z");
        assert_eq!(t.iso8601_basic(), "20150830T123600Z");
        assert_eq!(t.http_date(), "Sun, 30 Aug 2015 12:36:00 GMT");
        assert_eq!(Timestamp::from_millis(7).http_date(), "Thu, 01 Jan 1970 00:00:00.007 GMT");
        let early = Timestamp::from_secs(-62_135_596_801);
        assert_eq!(early.http_date(), "Sun, 31 Dec 0000 23:59:59 GMT");
        let beyond = Timestamp::from_secs(253_402_300_800);
        assert_eq!(beyond.http_date(), "Sat, 01 Jan 10000 00:00:00 GMT");
        assert_eq!(Timestamp::from_millis(-1).iso8601(), "1969-12-31T23:59:59.999Z");
        assert_eq!(Timestamp::from_secs(951_782_400).iso8601(), "2000-02-29T00:00:00Z");
    }

    #[test]
    fn reads_what_it_writes() {
        for secs in (-80_000_000_000..250_000_000_000i64).step_by(1_234_567_891) {
            let t = Timestamp::from_secs(secs);
            if (0..=9999).contains(&t.civil().year) {
                assert_eq!(Timestamp::parse_iso8601(&t.iso8601()), Ok(t));
                assert_eq!(Timestamp::parse_iso8601(&t.iso8601_basic()), Ok(t));
                assert_eq!(Timestamp::parse_http_date(&t.http_date()), Ok(t));
            }
        }
    }

    #[test]
    fn offsets_and_fractions() {
        let cases = [
            ("2019-12-16T22:48:18-01:00", Some(1_576_540_098_000_000)),
            ("2019-12-16T23:48:18.1239999Z", Some(1_576_540_098_123_999)),
            ("2019-12-16", Some(1_576_454_400_000_000)),
            ("2019-02-29T00:00:00Z", None),
            ("2019-12-16T24:00:00Z", None),
            ("2019-12-16T23:48:18.Z", None),
            ("2019-12-16T23:48:18Zx", None),
            ("", None),
            ("20191", None),
            ("ⅧⅧ", None),
        ];
        for (text, want) in cases {
            assert_eq!(
                Timestamp::parse_iso8601(text).ok().map(Timestamp::as_micros),
                want,
                "{text}"
            );
        }
        assert_eq!(
            Timestamp::parse_http_date("Sun, 02 Jan 2000 20:34:56.456 GMT")
                .map(Timestamp::as_millis),
            Ok(946_845_296_456)
        );
    }
}
