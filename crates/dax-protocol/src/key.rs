//! Primary keys as bytes: without names, which both sides know from the table's key schema.

use bytes::Bytes;
use gen_dynamodb::AttributeValue;

use crate::cbor::{Reader, Writer, major};
use crate::number::Decimal;
use crate::{Item, Malformed, Read, lex_decimal, number, value};

/// The type of a key's attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyType {
    /// `S`
    Text,
    /// `N`
    Number,
    /// `B`
    Bytes,
}

impl KeyType {
    /// The type with this letter.
    pub fn of(letter: &str) -> Option<KeyType> {
        Some(match letter {
            "S" => KeyType::Text,
            "N" => KeyType::Number,
            "B" => KeyType::Bytes,
            _ => return None,
        })
    }

    /// Its letter.
    pub fn letter(self) -> &'static str {
        match self {
            KeyType::Text => "S",
            KeyType::Number => "N",
            KeyType::Bytes => "B",
        }
    }
}

/// The attributes of a table's primary key: the partition key, and the sort key if there is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeySchema {
    /// Name and type of the partition key.
    pub partition: (String, KeyType),
    /// Name and type of the sort key.
    pub sort: Option<(String, KeyType)>,
}

impl KeySchema {
    /// Whether an attribute is of the key.
    pub fn has(&self, name: &str) -> bool {
        self.partition.0 == name || self.sort.as_ref().is_some_and(|(sort, _)| sort == name)
    }

    /// Names and types, the partition key first.
    pub fn parts(&self) -> impl Iterator<Item = &(String, KeyType)> {
        std::iter::once(&self.partition).chain(&self.sort)
    }

    /// The key of an item; `None` when it lacks a part.
    pub fn of_item(&self, item: &Item) -> Option<Item> {
        let mut key = Item::new();
        for (name, _) in self.parts() {
            key.insert(name.as_str(), item.get(name)?.clone());
        }
        Some(key)
    }

    /// Reads a key.
    pub fn read(&self, bytes: &[u8]) -> Read<Item> {
        let (name, kind) = &self.partition;
        let mut key = Item::new();
        let Some((sort, sort_kind)) = &self.sort else {
            key.insert(name.as_str(), alone(*kind, bytes)?);
            return Ok(key);
        };
        let mut reader = Reader::new(bytes);
        let partition = match kind {
            KeyType::Text => AttributeValue::S(reader.text()?.to_owned()),
            KeyType::Number => AttributeValue::N(number::read(&mut reader)?),
            KeyType::Bytes => AttributeValue::B(Bytes::copy_from_slice(reader.bytes()?)),
        };
        key.insert(name.as_str(), partition);
        let rest = reader.rest();
        let value = match sort_kind {
            KeyType::Number => AttributeValue::N(lex_decimal::decode(rest)?.text()),
            _ => alone(*sort_kind, rest)?,
        };
        key.insert(sort.as_str(), value);
        Ok(key)
    }

    /// The key of `item` as bytes; `None` when it lacks a part.
    pub fn write(&self, item: &Item) -> Option<Vec<u8>> {
        let partition = item.get(&self.partition.0)?;
        let mut writer = Writer::new();
        let Some((sort, _)) = &self.sort else {
            match partition {
                AttributeValue::S(text) => writer.raw(text.as_bytes()),
                AttributeValue::B(bytes) => writer.raw(bytes),
                other => value::write(&mut writer, other),
            }
            return Some(writer.finish());
        };
        value::write(&mut writer, partition);
        match item.get(sort)? {
            AttributeValue::S(text) => writer.raw(text.as_bytes()),
            AttributeValue::B(bytes) => writer.raw(bytes),
            AttributeValue::N(numeral) => {
                writer.raw(&lex_decimal::encode(Decimal::parse(numeral)?));
            }
            _ => return None,
        }
        Some(writer.finish())
    }
}

/// A part of a key that has the bytes for itself.
fn alone(kind: KeyType, bytes: &[u8]) -> Read<AttributeValue> {
    Ok(match kind {
        KeyType::Text => {
            let text =
                std::str::from_utf8(bytes).map_err(|_| Malformed("text that is not UTF-8"))?;
            AttributeValue::S(text.to_owned())
        }
        KeyType::Bytes => AttributeValue::B(Bytes::copy_from_slice(bytes)),
        KeyType::Number => {
            let mut reader = Reader::new(bytes);
            let numeral = number::read(&mut reader)?;
            if !reader.is_done() {
                return Err(Malformed("a key that is longer than its number"));
            }
            AttributeValue::N(numeral)
        }
    })
}

/// Reads a key with names: that of a table and an index in one.
pub fn read_named(bytes: &[u8]) -> Read<Item> {
    let mut reader = Reader::new(bytes);
    if reader.peek()?.major != major::MAP {
        return Err(Malformed("a key with names was expected"));
    }
    value::read_map(&mut reader)
}

/// Writes such a key.
pub fn write_named(key: &Item) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.streamed_map();
    for (name, part) in key {
        writer.text(name);
        value::write(&mut writer, part);
    }
    writer.end();
    writer.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_as_clients_write_them_and_come_back() {
        let value = |kind, text: &str| match kind {
            KeyType::Text => AttributeValue::S(text.to_owned()),
            KeyType::Number => AttributeValue::N(text.to_owned()),
            KeyType::Bytes => AttributeValue::B(Bytes::copy_from_slice(text.as_bytes())),
        };
        use KeyType::{Bytes as B, Number as N, Text as S};
        for (partition, sort, bytes) in [
            ((S, "hkv"), None, &b"hkv"[..]),
            ((N, "5"), None, b"\x05"),
            ((B, "\x01\x02"), None, b"\x01\x02"),
            ((S, "hkv"), Some((S, "rkv")), b"\x63hkvrkv"),
            ((S, "hkv"), Some((B, "\x01\x02")), b"\x63hkv\x01\x02"),
            ((N, "5"), Some((S, "rkv")), b"\x05rkv"),
            ((B, "\x04"), Some((S, "rkv")), b"\x41\x04rkv"),
            ((S, ""), Some((N, "314E-2")), b"\x60\xc1\x51\x80\x20"),
        ] {
            let schema = KeySchema {
                partition: ("h".to_owned(), partition.0),
                sort: sort.map(|(kind, _)| ("r".to_owned(), kind)),
            };
            let mut key = Item::new();
            key.insert("h", value(partition.0, partition.1));
            if let Some((kind, text)) = sort {
                key.insert("r", value(kind, text));
            }
            assert_eq!(schema.write(&key).as_deref(), Some(bytes));
            assert_eq!(schema.read(bytes), Ok(key));
        }
    }

    #[test]
    fn keys_with_names_come_back() {
        let mut key = Item::new();
        key.insert("a", AttributeValue::S("x".to_owned()));
        key.insert("b", AttributeValue::N("1".to_owned()));
        assert_eq!(read_named(&write_named(&key)), Ok(key));
        assert!(read_named(&[0x05]).is_err());
    }
}
