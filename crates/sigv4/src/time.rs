//! Dates as signatures spell them: `20150830T123600Z` (ISO 8601 basic) and, for the `Date` header,
//! RFC 9110's IMF-fixdate. Seconds since 1970 in UTC; no clock is read here.
//! Day arithmetic is the civil calendar one of Howard Hinnant's "chrono-Compatible Low-Level Date Algorithms".

const DAY: i64 = 86_400;

/// Reads `YYYYMMDDTHHMMSSZ`; `None` when it has another form or names no real moment.
pub(crate) fn parse_basic(text: &str) -> Option<i64> {
    let b = text.as_bytes();
    if b.len() != 16 || b[8] != b'T' || b[15] != b'Z' {
        return None;
    }
    let seconds = clock(number(&b[9..11])?, number(&b[11..13])?, number(&b[13..15])?)?;
    Some(parse_day(&b[..8])? * DAY + seconds)
}

/// Reads `YYYYMMDD` as days since 1970.
fn parse_day(b: &[u8]) -> Option<i64> {
    days(number(&b[..4])?, number(&b[4..6])?, number(&b[6..8])?)
}

/// Reads `Sun, 30 Aug 2015 12:36:00 GMT`. The weekday is not checked: it carries no information.
pub(crate) fn parse_http(text: &str) -> Option<i64> {
    let b = text.as_bytes();
    if b.len() != 29 || &b[3..5] != b", " || &b[25..] != b" GMT" {
        return None;
    }
    let blanks = [7, 11, 16].iter().all(|&i| b[i] == b' ') && b[19] == b':' && b[22] == b':';
    let month = MONTHS.iter().position(|name| name.as_bytes() == &b[8..11])? as i64 + 1;
    let day = days(number(&b[12..16])?, month, number(&b[5..7])?)?;
    let seconds = clock(number(&b[17..19])?, number(&b[20..22])?, number(&b[23..25])?)?;
    blanks.then_some(day * DAY + seconds)
}

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Writes `YYYYMMDDTHHMMSSZ`. Years outside 0..=9999 are clamped, as the form has four digits.
pub(crate) fn format_basic(seconds: i64) -> [u8; 16] {
    let (year, month, day) = civil(seconds.div_euclid(DAY));
    let mut out = [0; 16];
    write(&mut out[..4], year.clamp(0, 9999));
    write(&mut out[4..6], month);
    write(&mut out[6..8], day);
    out[8..].copy_from_slice(&time_of_day(seconds));
    out
}

/// Writes the second half of that, `THHMMSSZ`.
pub(crate) fn time_of_day(seconds: i64) -> [u8; 8] {
    let rest = seconds.rem_euclid(DAY);
    let mut out = *b"T000000Z";
    write(&mut out[1..3], rest / 3600);
    write(&mut out[3..5], rest / 60 % 60);
    write(&mut out[5..7], rest % 60);
    out
}

/// Writes `YYYYMMDDTHHMMSSZ` as text.
pub(crate) fn basic(seconds: i64) -> String {
    format_basic(seconds).iter().map(|&b| char::from(b)).collect()
}

/// Writes `2015-08-30T12:36:00Z`, the form of the fields in S3's errors.
pub(crate) fn extended(seconds: i64) -> String {
    let t = basic(seconds);
    format!("{}-{}-{}T{}:{}:{}Z", &t[..4], &t[4..6], &t[6..8], &t[9..11], &t[11..13], &t[13..15])
}

fn number(digits: &[u8]) -> Option<i64> {
    digits.iter().try_fold(0, |sum, b| b.is_ascii_digit().then(|| sum * 10 + i64::from(b - b'0')))
}

fn write(out: &mut [u8], mut value: i64) {
    for slot in out.iter_mut().rev() {
        *slot = b'0' + (value % 10) as u8;
        value /= 10;
    }
}

fn clock(hour: i64, minute: i64, second: i64) -> Option<i64> {
    // A leap second is written as :60 and counts as the second after.
    (hour < 24 && minute < 60 && second <= 60).then_some(hour * 3600 + minute * 60 + second)
}

fn days(year: i64, month: i64, day: i64) -> Option<i64> {
    if !(1..=12).contains(&month) || day < 1 {
        return None;
    }
    let y = if month <= 2 { year - 1 } else { year };
    let era = y.div_euclid(400);
    let year_of_era = y.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let count = era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100
        + day_of_year
        - 719_468;
    // The 31st of a short month comes back as another date, and so does not exist.
    (civil(count) == (year, month, day)).then_some(count)
}

fn civil(days: i64) -> (i64, i64, i64) {
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z.rem_euclid(146_097);
    let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let month = if mp < 10 { mp + 3 } else { mp - 9 };
    (yoe + era * 400 + i64::from(month <= 2), month, doy - (153 * mp + 2) / 5 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_moments() {
        assert_eq!(parse_basic("20150830T123600Z"), Some(1_440_938_160));
        assert_eq!(parse_basic("19700101T000000Z"), Some(0));
        assert_eq!(parse_basic("20240229T235959Z"), Some(1_709_251_199));
        assert_eq!(parse_http("Sun, 30 Aug 2015 12:36:00 GMT"), Some(1_440_938_160));
        assert_eq!(basic(1_440_938_160), "20150830T123600Z");
        assert_eq!(extended(1_440_938_160), "2015-08-30T12:36:00Z");
    }

    #[test]
    fn every_day_of_four_centuries_comes_back() {
        for day in 0..146_097 {
            let text = basic(day * DAY + 3661);
            assert_eq!(parse_basic(&text), Some(day * DAY + 3661), "{text}");
        }
    }

    #[test]
    fn refuses_what_is_no_date() {
        for bad in [
            "",
            "20150830",
            "20150230T000000Z",
            "20230229T000000Z",
            "20151301T000000Z",
            "20150800T000000Z",
            "20150830T240000Z",
            "20150830T123600z",
            "20150830 123600Z",
            "2015083éT12360Z",
            "2015-08-30T12:36:00Z",
        ] {
            assert_eq!(parse_basic(bad), None, "{bad}");
        }
        for bad in ["Sun, 30 Aug 2015 12:36:00 UTC", "Sun, 31 Feb 2015 12:36:00 GMT", "x", "é"] {
            assert_eq!(parse_http(bad), None, "{bad}");
        }
    }
}
