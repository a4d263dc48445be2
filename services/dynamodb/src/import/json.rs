//! A line of DynamoDB JSON: `{"Item":{"id":{"S":"a"}}}`, as exports write it.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataImport.Format.html>

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use lang_dynamodb::value::MAX_DEPTH;
use lang_dynamodb::{Item, Number, Value};
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// The item in one line.
pub(super) fn item(line: &[u8]) -> Result<Item, String> {
    let mut reader = serde_json::Deserializer::from_slice(line);
    let found = reader.deserialize_map(Line).map_err(|error| error.to_string())?;
    reader.end().map_err(|error| error.to_string())?;
    found.ok_or_else(|| "there is no member `Item`".to_owned())
}

struct Line;

impl<'de> Visitor<'de> for Line {
    type Value = Option<Item>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with a member `Item`")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Option<Item>, A::Error> {
        let mut found = None;
        while let Some(name) = map.next_key::<String>()? {
            if name == "Item" {
                found = Some(map.next_value_seed(Attributes::of_item())?);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(found)
    }
}

/// Attributes by name.
pub(crate) struct Attributes {
    depth: usize,
}

impl Attributes {
    /// Those of an item.
    pub(crate) fn of_item() -> Attributes {
        Attributes { depth: 0 }
    }
}

impl<'de> DeserializeSeed<'de> for Attributes {
    type Value = Item;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Item, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Attributes {
    type Value = Item;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("attributes by name")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Item, A::Error> {
        let mut entries = Vec::new();
        while let Some(name) = map.next_key::<String>()? {
            entries.push((name, map.next_value_seed(Typed { depth: self.depth })?));
        }
        Ok(Item::from_entries(entries))
    }
}

/// A value behind its type: `{"S":"a"}`.
struct Typed {
    depth: usize,
}

impl<'de> DeserializeSeed<'de> for Typed {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        if self.depth >= MAX_DEPTH {
            return Err(D::Error::custom("values are nested too deeply"));
        }
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Typed {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value behind its type")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let Some(kind) = map.next_key::<String>()? else {
            return Err(A::Error::custom("a value has no type"));
        };
        let depth = self.depth + 1;
        let value =
            match kind.as_str() {
                "S" => Value::S(map.next_value()?),
                "N" => Value::N(number(&map.next_value::<String>()?)?),
                "B" => Value::B(bytes_of(&map.next_value::<String>()?)?),
                "BOOL" => Value::Bool(map.next_value()?),
                "NULL" => match map.next_value::<bool>()? {
                    true => Value::Null,
                    false => return Err(A::Error::custom("NULL is true, or not there")),
                },
                "SS" => Value::string_set(&map.next_value::<Vec<String>>()?)
                    .map_err(A::Error::custom)?,
                "NS" => Value::number_set(&map.next_value::<Vec<String>>()?)
                    .map_err(A::Error::custom)?,
                "BS" => {
                    let parts = map.next_value::<Vec<String>>()?;
                    let parts: Vec<Bytes> =
                        parts.iter().map(|part| bytes_of(part)).collect::<Result<_, A::Error>>()?;
                    Value::binary_set(&parts).map_err(A::Error::custom)?
                }
                "L" => Value::L(map.next_value_seed(List { depth })?),
                "M" => Value::M(map.next_value_seed(Attributes { depth })?),
                other => return Err(A::Error::custom(format!("the type {other:?} is not known"))),
            };
        if map.next_key::<IgnoredAny>()?.is_some() {
            return Err(A::Error::custom("a value has more than one type"));
        }
        Ok(value)
    }
}

struct List {
    depth: usize,
}

impl<'de> DeserializeSeed<'de> for List {
    type Value = Vec<Value>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Vec<Value>, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for List {
    type Value = Vec<Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of values")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Vec<Value>, A::Error> {
        let mut parts = Vec::new();
        while let Some(part) = list.next_element_seed(Typed { depth: self.depth })? {
            parts.push(part);
        }
        Ok(parts)
    }
}

fn number<E: Error>(text: &str) -> Result<Number, E> {
    Number::parse(text).map_err(E::custom)
}

fn bytes_of<E: Error>(text: &str) -> Result<Bytes, E> {
    STANDARD.decode(text).map(Bytes::from).map_err(|_| E::custom("bytes are not base64"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_exports_write_is_read() {
        let line = r#"{"Item":{"a":{"S":"x\n"},"b":{"N":"-1.5"},"c":{"B":"AP8="},"d":{"BOOL":false},
            "e":{"NULL":true},"f":{"SS":["y","x"]},"g":{"NS":["1","2"]},"h":{"BS":["eA=="]},
            "i":{"L":[{"BOOL":true},{"M":{}}]}}}"#;
        let read = item(line.as_bytes()).unwrap();
        let mut written = "{\"Item\":".to_owned();
        lang_dynamodb::json::push_item(&mut written, &read);
        written.push('}');
        assert_eq!(item(written.as_bytes()), Ok(read));
    }

    #[test]
    fn what_is_no_item() {
        for (line, what) in [
            ("", "EOF"),
            ("[1]", "an object with a member `Item`"),
            ("{\"pk\":{\"S\":\"a\"}}", "there is no member `Item`"),
            ("{\"Item\":{\"pk\":\"a\"}}", "a value behind its type"),
            ("{\"Item\":{\"pk\":{}}}", "a value has no type"),
            ("{\"Item\":{\"pk\":{\"X\":\"a\"}}}", "the type \"X\" is not known"),
            ("{\"Item\":{\"pk\":{\"S\":\"a\",\"N\":\"1\"}}}", "more than one type"),
            ("{\"Item\":{\"pk\":{\"N\":1}}}", "expected a string"),
            ("{\"Item\":{\"pk\":{\"N\":\"one\"}}}", "numeric value"),
            ("{\"Item\":{\"pk\":{\"B\":\"?\"}}}", "base64"),
            ("{\"Item\":{\"pk\":{\"SS\":[]}}}", "empty"),
            ("{\"Item\":{}} {\"Item\":{}}", "trailing"),
        ] {
            let error = item(line.as_bytes()).expect_err(line);
            assert!(error.contains(what), "{line}: {error}");
        }
        let deep = format!("{{\"Item\":{{\"a\":{}", "{\"L\":[".repeat(100_000));
        let error = item(deep.as_bytes()).expect_err("deep");
        assert!(error.contains("too deeply"), "{error}");
    }
}
