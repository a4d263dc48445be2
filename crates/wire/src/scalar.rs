//! Scalars as text, as XML, form bodies, headers, labels and query strings carry them.
//! Ref: <https://smithy.io/2.0/spec/protocol-traits.html>

use std::borrow::Cow;

use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use bytes::Bytes;
use schema::{DeError, DeResult, Kind, Member, Timestamp, TimestampFormat};

/// Standard base64; padding is written, and read where it is there.
pub(crate) const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The Java-like name of a kind, as AWS's error texts use it.
pub(crate) fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Boolean => "Boolean",
        Kind::Byte => "Byte",
        Kind::Short => "Short",
        Kind::Integer => "Integer",
        Kind::Long => "Long",
        Kind::Float => "Float",
        Kind::Double => "Double",
        Kind::String => "String",
        Kind::Blob => "Blob",
        Kind::Timestamp => "Timestamp",
        Kind::Document => "Document",
        Kind::Structure => "Structure",
        Kind::Union => "Union",
        Kind::List => "List",
        Kind::Map => "Map",
    }
}

fn unreadable(text: &str, kind: Kind) -> DeError {
    let shown = cut(text, 64);
    DeError::new(format!("'{shown}' cannot be converted to {}", kind_name(kind)))
}

/// The beginning of a text, at most `max` bytes and whole characters.
pub(crate) fn cut(text: &str, max: usize) -> &str {
    let mut end = max.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// An integer checked against its kind's range.
pub(crate) fn in_range(value: i64, kind: Kind) -> DeResult<i64> {
    let fits = match kind {
        Kind::Byte => i8::try_from(value).is_ok(),
        Kind::Short => i16::try_from(value).is_ok(),
        Kind::Integer => i32::try_from(value).is_ok(),
        _ => true,
    };
    if fits { Ok(value) } else { Err(unreadable(&value.to_string(), kind)) }
}

/// `true` or `false`, in any case.
pub(crate) fn boolean(text: &str) -> DeResult<bool> {
    let trimmed = text.trim();
    if trimmed.eq_ignore_ascii_case("true") {
        Ok(true)
    } else if trimmed.eq_ignore_ascii_case("false") {
        Ok(false)
    } else {
        Err(unreadable(text, Kind::Boolean))
    }
}

/// A whole number of the kind given.
pub(crate) fn integer(text: &str, kind: Kind) -> DeResult<i64> {
    let value = text.trim().parse().map_err(|_| unreadable(text, kind))?;
    in_range(value, kind)
}

/// A float, or `NaN`, `Infinity`, `-Infinity`.
pub(crate) fn float(text: &str, kind: Kind) -> DeResult<f64> {
    let trimmed = text.trim();
    special_float(trimmed).map_or_else(
        || {
            let numeric = trimmed.bytes().all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b));
            let parsed = if numeric { trimmed.parse().ok() } else { None };
            parsed.filter(|n: &f64| n.is_finite()).ok_or_else(|| unreadable(text, kind))
        },
        Ok,
    )
}

/// The floats that have names.
pub(crate) fn special_float(text: &str) -> Option<f64> {
    match text {
        "NaN" => Some(f64::NAN),
        "Infinity" => Some(f64::INFINITY),
        "-Infinity" => Some(f64::NEG_INFINITY),
        _ => None,
    }
}

/// Bytes from base64.
pub(crate) fn blob(text: &str) -> DeResult<Bytes> {
    let trimmed = text.trim();
    let decoded = if trimmed.bytes().any(|b| b.is_ascii_whitespace()) {
        let dense: String = trimmed.split_ascii_whitespace().collect();
        BASE64.decode(dense)
    } else {
        BASE64.decode(trimmed)
    };
    decoded.map(Bytes::from).map_err(|_| DeError::new("Invalid base64 data"))
}

/// A timestamp in the format given.
pub(crate) fn timestamp(text: &str, format: TimestampFormat) -> DeResult<Timestamp> {
    let parsed = match format {
        TimestampFormat::Epoch => epoch(text.trim()),
        TimestampFormat::Iso8601 => Timestamp::parse_iso8601(text).ok(),
        TimestampFormat::HttpDate => Timestamp::parse_http_date(text).ok(),
    };
    parsed.ok_or_else(|| unreadable(text, Kind::Timestamp))
}

/// Seconds with an optional fraction, exact to the microsecond when written plainly.
pub(crate) fn epoch(text: &str) -> Option<Timestamp> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if text.ends_with('.') {
        return None;
    }
    let plain = fraction.bytes().all(|b| b.is_ascii_digit());
    match (whole.parse::<i64>(), plain) {
        (Ok(secs), true) => {
            let digits = fraction.bytes().chain(std::iter::repeat(b'0')).take(6);
            let micros = digits.fold(0i64, |acc, b| acc * 10 + i64::from(b - b'0'));
            let signed = if whole.starts_with('-') { -micros } else { micros };
            secs.checked_mul(1_000_000)?.checked_add(signed).map(Timestamp::from_micros)
        }
        _ => float(text, Kind::Double).ok().and_then(Timestamp::from_secs_f64),
    }
}

/// The format of a timestamp in a place: what the model says there, or else the place's default.
pub(crate) fn format_of(member: &Member, default: TimestampFormat) -> TimestampFormat {
    member.timestamp_format().unwrap_or(default)
}

/// A timestamp as text.
pub(crate) fn write_timestamp(value: Timestamp, format: TimestampFormat) -> String {
    match format {
        TimestampFormat::Epoch => write_epoch(value),
        TimestampFormat::Iso8601 => value.iso8601(),
        TimestampFormat::HttpDate => value.http_date(),
    }
}

/// Seconds, with milliseconds when there are any.
pub(crate) fn write_epoch(value: Timestamp) -> String {
    let millis = value.as_millis();
    match millis % 1_000 {
        0 => (millis / 1_000).to_string(),
        rest => {
            let sign = if millis < 0 { "-" } else { "" };
            let text = format!("{sign}{}.{:03}", (millis / 1_000).abs(), rest.abs());
            text.trim_end_matches('0').to_owned()
        }
    }
}

/// A float as text: whole numbers without an exponent, and the three names.
pub(crate) fn write_float(value: f64, kind: Kind) -> Cow<'static, str> {
    if value.is_nan() {
        Cow::Borrowed("NaN")
    } else if value.is_infinite() {
        Cow::Borrowed(if value > 0.0 { "Infinity" } else { "-Infinity" })
    } else if kind == Kind::Float {
        // Through the shorter type, so that 5.3 does not become 5.300000190734863.
        Cow::Owned(ryu::Buffer::new().format_finite(value as f32).to_owned())
    } else {
        Cow::Owned(ryu::Buffer::new().format_finite(value).to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn epochs() {
        let cases = [
            ("1398796238", Some(1_398_796_238_000_000)),
            ("0.5", Some(500_000)),
            ("-1.25", Some(-1_250_000)),
            ("-0.25", Some(-250_000)),
            ("1.398796238123E9", Some(1_398_796_238_123_000)),
            ("1.", None),
            ("", None),
            ("now", None),
        ];
        for (text, want) in cases {
            assert_eq!(epoch(text).map(Timestamp::as_micros), want, "{text}");
        }
        assert_eq!(write_epoch(Timestamp::from_millis(946_845_296_123)), "946845296.123");
        assert_eq!(write_epoch(Timestamp::from_millis(-1_500)), "-1.5");
    }

    #[test]
    fn floats() {
        assert_eq!(write_float(5.3f32.into(), Kind::Float), "5.3");
        assert_eq!(write_float(f64::NEG_INFINITY, Kind::Double), "-Infinity");
        assert!(float("inf", Kind::Double).is_err());
        assert!(float("1e999", Kind::Double).is_err());
        assert!(float("NaN", Kind::Double).is_ok_and(f64::is_nan));
    }

    #[test]
    fn blobs_with_and_without_padding() {
        for text in ["YQ==", "YQ", " YQ\n== "] {
            assert_eq!(blob(text).as_deref(), Ok(&b"a"[..]));
        }
        assert!(blob("*").is_err());
    }
}
