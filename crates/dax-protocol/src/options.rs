//! What requests carry beside their main values: a map from numbers to values, or null.

use crate::Read;
use crate::cbor::Reader;

/// Everything that any request may carry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options<'a> {
    /// Parsed: see [`crate::expression::projection`].
    pub projection: Option<&'a [u8]>,
    /// `ConsistentRead`
    pub consistent: bool,
    /// `ReturnConsumedCapacity`
    pub capacity: Option<&'static str>,
    /// Parsed.
    pub condition: Option<&'a [u8]>,
    /// `ReturnItemCollectionMetrics`
    pub metrics: Option<&'static str>,
    /// `ReturnValues`
    pub return_values: Option<&'static str>,
    /// Parsed.
    pub update: Option<&'a [u8]>,
    /// A key: of an index with names.
    pub start_key: Option<&'a [u8]>,
    /// Parsed.
    pub filter: Option<&'a [u8]>,
    /// `IndexName`
    pub index: Option<&'a str>,
    /// `Limit`
    pub limit: Option<i32>,
    /// `ScanIndexForward`
    pub forward: Option<bool>,
    /// `Select`
    pub select: Option<&'static str>,
    /// `Segment`
    pub segment: Option<i32>,
    /// `TotalSegments`
    pub segments: Option<i32>,
    /// `ClientRequestToken`
    pub token: Option<&'a str>,
}

const CAPACITY: [&str; 3] = ["NONE", "TOTAL", "INDEXES"];
const METRICS: [&str; 2] = ["NONE", "SIZE"];
const VALUES: [&str; 6] = ["", "NONE", "ALL_OLD", "UPDATED_OLD", "ALL_NEW", "UPDATED_NEW"];
const SELECT: [&str; 5] =
    ["", "ALL_ATTRIBUTES", "ALL_PROJECTED_ATTRIBUTES", "COUNT", "SPECIFIC_ATTRIBUTES"];

/// The word with this number; one that is not known is left to DynamoDB to refuse.
fn word(reader: &mut Reader<'_>, words: &[&'static str]) -> Read<Option<&'static str>> {
    let at = usize::try_from(reader.int()?).unwrap_or(usize::MAX);
    Ok(Some(words.get(at).copied().filter(|word| !word.is_empty()).unwrap_or("UNKNOWN")))
}

/// A number, as far as DynamoDB has numbers.
fn number(reader: &mut Reader<'_>) -> Read<Option<i32>> {
    let number = reader.int()?;
    Ok(Some(i32::try_from(number).unwrap_or(if number < 0 { i32::MIN } else { i32::MAX })))
}

impl<'a> Options<'a> {
    /// Reads them. Of what comes twice the last counts: a client sends a condition's text before what it parsed.
    pub fn read(reader: &mut Reader<'a>) -> Read<Options<'a>> {
        let mut options = Options::default();
        if reader.null() {
            return Ok(options);
        }
        let mut members = reader.map()?;
        while members.more(reader)? {
            match reader.int()? {
                0 => options.projection = Some(reader.bytes()?),
                2 => options.consistent = reader.flag()?,
                3 => options.capacity = word(reader, &CAPACITY)?,
                4 => options.condition = Some(reader.bytes()?),
                6 => options.metrics = word(reader, &METRICS)?,
                7 => options.return_values = word(reader, &VALUES)?,
                8 => options.update = Some(reader.bytes()?),
                9 => options.start_key = Some(reader.bytes()?),
                10 => options.filter = Some(reader.bytes()?),
                11 => options.index = Some(reader.name()?),
                13 => options.limit = number(reader)?,
                14 => options.forward = Some(reader.flag()?),
                15 => options.select = word(reader, &SELECT)?,
                16 => options.segment = number(reader)?,
                17 => options.segments = number(reader)?,
                19 => options.token = Some(reader.name()?),
                // Texts and values of expressions, which come parsed, too.
                _ => reader.skip()?,
            }
        }
        Ok(options)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cbor::Writer;

    #[test]
    fn options_are_read_and_the_last_counts() {
        let mut writer = Writer::new();
        writer.streamed_map();
        writer.int(4);
        writer.bytes(b"a = :a");
        writer.int(2);
        writer.flag(true);
        writer.int(4);
        writer.bytes(b"parsed");
        writer.int(99);
        writer.text("later");
        writer.int(7);
        writer.int(4);
        writer.end();
        let bytes = writer.finish();
        let options = Options::read(&mut Reader::new(&bytes)).unwrap();
        assert_eq!(options.condition, Some(&b"parsed"[..]));
        assert!(options.consistent);
        assert_eq!(options.return_values, Some("ALL_NEW"));
        assert_eq!(Options::read(&mut Reader::new(&[0xf6])), Ok(Options::default()));
        assert!(Options::read(&mut Reader::new(&[0xa1, 2])).is_err());
    }
}
