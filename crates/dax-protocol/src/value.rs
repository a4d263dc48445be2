//! Attribute values.

use bytes::Bytes;
use gen_dynamodb::AttributeValue;

use crate::cbor::{Reader, Writer, major};
use crate::{Item, Malformed, Read, number};

/// One level more than values may have, so that DynamoDB is who refuses them.
const MAX_DEPTH: usize = 34;

const STRING_SET: u64 = 3321;
const NUMBER_SET: u64 = 3322;
const BINARY_SET: u64 = 3323;

/// Reads a value.
pub fn read(reader: &mut Reader<'_>) -> Read<AttributeValue> {
    read_at(reader, 0)
}

fn read_at(reader: &mut Reader<'_>, depth: usize) -> Read<AttributeValue> {
    if depth >= MAX_DEPTH {
        return Err(Malformed("a value that is too deep"));
    }
    let head = reader.peek()?;
    Ok(match head.major {
        major::UNSIGNED | major::NEGATIVE => AttributeValue::N(number::read(reader)?),
        major::BYTES => AttributeValue::B(Bytes::copy_from_slice(reader.bytes()?)),
        major::TEXT => AttributeValue::S(reader.text()?.to_owned()),
        major::ARRAY => {
            let (mut members, mut parts) = (reader.array()?, Vec::new());
            while members.more(reader)? {
                parts.push(read_at(reader, depth + 1)?);
            }
            AttributeValue::L(parts)
        }
        major::MAP => AttributeValue::M(map(reader, depth + 1)?),
        major::TAG => match head.argument {
            STRING_SET => AttributeValue::SS(set(reader, |reader| Ok(reader.text()?.to_owned()))?),
            NUMBER_SET => AttributeValue::NS(set(reader, number::read)?),
            BINARY_SET => AttributeValue::BS(set(reader, |reader| {
                Ok(Bytes::copy_from_slice(reader.bytes()?))
            })?),
            _ => AttributeValue::N(number::read(reader)?),
        },
        _ if reader.float_is_next() => AttributeValue::N(number::read(reader)?),
        _ => match reader.simple()? {
            Some(flag) => AttributeValue::BOOL(flag),
            None => AttributeValue::NULL(true),
        },
    })
}

/// Reads a map of names and values.
pub fn read_map(reader: &mut Reader<'_>) -> Read<Item> {
    map(reader, 0)
}

fn map(reader: &mut Reader<'_>, depth: usize) -> Read<Item> {
    let (mut members, mut entries) = (reader.map()?, Item::new());
    while members.more(reader)? {
        let name = reader.text()?;
        entries.insert(name, read_at(reader, depth)?);
    }
    Ok(entries)
}

fn set<T>(
    reader: &mut Reader<'_>,
    mut one: impl FnMut(&mut Reader<'_>) -> Read<T>,
) -> Read<Vec<T>> {
    reader.tag()?;
    let (mut members, mut parts) = (reader.array()?, Vec::new());
    while members.more(reader)? {
        parts.push(one(reader)?);
    }
    Ok(parts)
}

/// Writes a value.
pub fn write(writer: &mut Writer, value: &AttributeValue) {
    match value {
        AttributeValue::S(text) => writer.text(text),
        AttributeValue::N(numeral) => number::write(writer, numeral),
        AttributeValue::B(bytes) => writer.bytes(bytes),
        AttributeValue::BOOL(flag) => writer.flag(*flag),
        AttributeValue::NULL(_) | AttributeValue::Unset => writer.null(),
        AttributeValue::SS(parts) => {
            head_of_set(writer, STRING_SET, parts.len());
            parts.iter().for_each(|part| writer.text(part));
        }
        AttributeValue::NS(parts) => {
            head_of_set(writer, NUMBER_SET, parts.len());
            parts.iter().for_each(|part| number::write(writer, part));
        }
        AttributeValue::BS(parts) => {
            head_of_set(writer, BINARY_SET, parts.len());
            parts.iter().for_each(|part| writer.bytes(part));
        }
        AttributeValue::L(parts) => {
            writer.array(parts.len());
            parts.iter().for_each(|part| write(writer, part));
        }
        AttributeValue::M(entries) => {
            writer.map(entries.len());
            for (name, value) in entries {
                writer.text(name);
                write(writer, value);
            }
        }
    }
}

fn head_of_set(writer: &mut Writer, tag: u64, count: usize) {
    writer.tag(tag);
    writer.array(count);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn there_and_back(value: &AttributeValue) -> AttributeValue {
        let mut writer = Writer::new();
        write(&mut writer, value);
        let bytes = writer.finish();
        let mut reader = Reader::new(&bytes);
        let back = read(&mut reader).unwrap();
        assert!(reader.is_done());
        // What is cut off is refused, wherever it is cut.
        for end in 0..bytes.len() {
            assert!(read(&mut Reader::new(&bytes[..end])).is_err(), "{value:?} up to {end}");
        }
        back
    }

    #[test]
    fn values_come_back() {
        let text = |text: &str| text.to_owned();
        let map = Item::from_distinct(vec![
            (
                text("l"),
                AttributeValue::L(vec![AttributeValue::NULL(true), AttributeValue::N(text("1"))]),
            ),
            (text("e"), AttributeValue::M(Item::new())),
        ]);
        for value in [
            AttributeValue::S(text("")),
            AttributeValue::S(text("häh")),
            AttributeValue::N(text("-12345678901234567890123456789012345678")),
            AttributeValue::B(Bytes::from_static(&[0, 255])),
            AttributeValue::BOOL(true),
            AttributeValue::BOOL(false),
            AttributeValue::NULL(true),
            AttributeValue::SS(vec![text("a"), text("b")]),
            AttributeValue::NS(vec![text("1"), text("25E-1")]),
            AttributeValue::BS(vec![Bytes::from_static(b"x")]),
            AttributeValue::L(Vec::new()),
            AttributeValue::M(map),
        ] {
            assert_eq!(there_and_back(&value), value);
        }
    }

    #[test]
    fn depth_has_an_end() {
        let mut bytes = vec![0x81; 100_000];
        bytes.push(0xf6);
        assert_eq!(read(&mut Reader::new(&bytes)), Err(Malformed("a value that is too deep")));
    }

    /// Any bytes are read or refused; what is read can be written and read again.
    #[test]
    fn any_bytes_are_bearable() {
        let mut state = 0x2545_f491_4f6c_dd1du64;
        for _ in 0..200_000 {
            let mut bytes = [0u8; 24];
            for byte in &mut bytes {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                *byte = state.to_le_bytes()[3];
            }
            if let Ok(value) = read(&mut Reader::new(&bytes)) {
                let mut writer = Writer::new();
                write(&mut writer, &value);
                assert_eq!(read(&mut Reader::new(&writer.finish())).as_ref(), Ok(&value));
            }
        }
    }
}
