//! A record of an object: an item, and perhaps the condition that it is put on, with names and values as PutItem takes them.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/BulkPutItems.Format.html>

use std::fmt;

use lang_dynamodb::expression::{self, Bindings, Condition, Kind};
use lang_dynamodb::{Item, Value, ion};
use serde::de::{Deserializer as _, Error as _, MapAccess, Visitor};

use super::structs::Structs;
use crate::import::json::Attributes;
use crate::import::records::{Records, TooLong};

const ITEM: &str = "Item";
const CONDITION: &str = "ConditionExpression";
const NAMES: &str = "ExpressionAttributeNames";
const VALUES: &str = "ExpressionAttributeValues";

/// What is to be put, and on which condition.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Record {
    pub(super) item: Item,
    pub(super) condition: Option<Condition>,
}

/// Text that comes in pieces, and the records in it: lines of JSON, or structs of Ion.
pub(super) enum Reader {
    Json(Records),
    Ion(Structs),
}

impl Reader {
    pub(super) fn new(is_ion: bool) -> Reader {
        if is_ion { Reader::Ion(Structs::default()) } else { Reader::Json(Records::new(false)) }
    }

    /// Where text is to be added.
    pub(super) fn room(&mut self) -> &mut Vec<u8> {
        match self {
            Reader::Json(lines) => lines.room(),
            Reader::Ion(structs) => structs.room(),
        }
    }

    /// The next record that is whole, or no record and why; with the last text also what is behind the last whole one.
    pub(super) fn next(&mut self, last: bool) -> Result<Option<Result<Record, String>>, TooLong> {
        loop {
            let is_ion = matches!(self, Reader::Ion(_));
            let whole = match self {
                Reader::Json(lines) => lines.next()?,
                Reader::Ion(structs) => structs.next(last)?,
            };
            let text = match whole {
                Some(text) => text,
                None if last => match self.rest() {
                    Some(text) => text,
                    None => return Ok(None),
                },
                None => return Ok(None),
            };
            if !text.iter().all(u8::is_ascii_whitespace) {
                return Ok(Some(record(text, is_ion)));
            }
        }
    }

    fn rest(&mut self) -> Option<&[u8]> {
        match self {
            Reader::Json(lines) => lines.last(),
            Reader::Ion(structs) => structs.last(),
        }
    }
}

fn record(text: &[u8], is_ion: bool) -> Result<Record, String> {
    let parts = if is_ion { of_ion(text) } else { of_json(text) };
    parts.map_err(|why| format!("The record is no item: {why}"))?.check()
}

/// The members of a record.
#[derive(Default)]
struct Parts {
    item: Option<Item>,
    condition: Option<String>,
    names: Option<Vec<(String, String)>>,
    values: Option<Item>,
}

impl Parts {
    /// In the words of PutItem.
    fn check(self) -> Result<Record, String> {
        let Parts { item, condition, names, values } = self;
        let item = item.ok_or_else(|| format!("The record has no member `{ITEM}`"))?;
        let Some(text) = condition else {
            for (member, given) in [(NAMES, names.is_some()), (VALUES, values.is_some())] {
                if given {
                    return Err(format!("{member} can only be specified when using expressions"));
                }
            }
            return Ok(Record { item, condition: None });
        };
        for (member, empty) in [
            (NAMES, names.as_ref().is_some_and(Vec::is_empty)),
            (VALUES, values.as_ref().is_some_and(Item::is_empty)),
        ] {
            if empty {
                return Err(format!("{member} must not be empty"));
            }
        }
        let names = names.unwrap_or_default();
        let values = values.unwrap_or_default();
        Bindings::check_keys(&names, values.iter().map(|(key, _)| key)).map_err(|error| error.0)?;
        let mut bindings = Bindings::new(names, values.into_iter().collect());
        let condition = expression::condition(Kind::Condition, &text, &mut bindings);
        let condition = condition.map_err(|error| error.0)?;
        bindings.check_used().map_err(|error| error.0)?;
        Ok(Record { item, condition: Some(condition) })
    }
}

fn of_json(line: &[u8]) -> Result<Parts, String> {
    let mut reader = serde_json::Deserializer::from_slice(line);
    let parts = reader.deserialize_map(Members).map_err(|error| error.to_string())?;
    reader.end().map_err(|error| error.to_string())?;
    Ok(parts)
}

struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = Parts;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object with a member `{ITEM}`")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Parts, A::Error> {
        let mut parts = Parts::default();
        while let Some(name) = map.next_key::<String>()? {
            match name.as_str() {
                ITEM => parts.item = Some(map.next_value_seed(Attributes::of_item())?),
                CONDITION => parts.condition = Some(map.next_value()?),
                NAMES => {
                    let names: std::collections::BTreeMap<String, String> = map.next_value()?;
                    parts.names = Some(names.into_iter().collect());
                }
                VALUES => parts.values = Some(map.next_value_seed(Attributes::of_item())?),
                other => return Err(A::Error::custom(unknown(other))),
            }
        }
        Ok(parts)
    }
}

fn of_ion(text: &[u8]) -> Result<Parts, String> {
    let text = std::str::from_utf8(text).map_err(|_| "it is not UTF-8".to_owned())?;
    let mut parts = Parts::default();
    for (name, value) in ion::read_struct(text).map_err(|error| error.to_string())? {
        match (name.as_str(), value) {
            (ITEM, Value::M(item)) => parts.item = Some(item),
            (CONDITION, Value::S(condition)) => parts.condition = Some(condition),
            (NAMES, Value::M(names)) => {
                let name = |(key, value)| match value {
                    Value::S(name) => Ok((key, name)),
                    _ => Err(format!("{NAMES} has strings")),
                };
                parts.names = Some(names.into_iter().map(name).collect::<Result<_, _>>()?);
            }
            (VALUES, Value::M(values)) => parts.values = Some(values),
            (ITEM | CONDITION | NAMES | VALUES, value) => {
                return Err(format!("{name} is of the wrong type, {}", value.type_name()));
            }
            (other, _) => return Err(unknown(other)),
        }
    }
    Ok(parts)
}

/// A member that would mean something is not passed over: a condition with a slip of the pen would put its item all the same.
fn unknown(name: &str) -> String {
    format!("the member `{name}` is not known")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(text: &str, is_ion: bool) -> Result<Record, String> {
        let mut reader = Reader::new(is_ion);
        reader.room().extend_from_slice(text.as_bytes());
        reader.next(true).unwrap().expect("a record")
    }

    #[test]
    fn records_have_an_item_and_perhaps_a_condition() {
        let json = one(
            r##"{"Item":{"pk":{"S":"a"}},"ConditionExpression":"#v < :v","ExpressionAttributeNames":{"#v":"version"},"ExpressionAttributeValues":{":v":{"N":"3"}}}"##,
            false,
        );
        let ion = one(
            "$ion_1_0 {\n Item: {pk: \"a\"}, ConditionExpression: \"#v < :v\",\n ExpressionAttributeNames: {'#v': \"version\"},\n \
             ExpressionAttributeValues: {':v': 3}\n}",
            true,
        );
        let read = json.expect("a record");
        assert_eq!(ion, Ok(read.clone()));
        let condition = read.condition.expect("a condition");
        let version = |n| [("version", Value::N(lang_dynamodb::Number::from_i64(n)))];
        assert!(condition.holds(&version(2).into_iter().collect()));
        assert!(!condition.holds(&version(3).into_iter().collect()));
        assert!(one(r#"{"Item":{"pk":{"S":"a"}}}"#, false).is_ok_and(|r| r.condition.is_none()));
    }

    #[test]
    fn what_is_no_record() {
        for (line, what) in [
            ("{}", "The record has no member `Item`"),
            ("{\"Item\":{},\"ConditionExpresion\":\"\"}", "`ConditionExpresion` is not known"),
            ("{\"Item\":{},\"ExpressionAttributeNames\":{\"#a\":\"b\"}}", "when using expressions"),
            ("{\"Item\":{},\"ConditionExpression\":\"#a = #a\"}", "An expression attribute name"),
            (
                "{\"Item\":{},\"ConditionExpression\":\"attribute_exists(a)\",\"ExpressionAttributeNames\":{\"#b\":\"b\"}}",
                "unused in expressions",
            ),
            ("{\"Item\":{},\"ConditionExpression\":\"a =\"}", "Syntax error"),
            ("{\"Item\":{},\"ConditionExpression\":7}", "expected a string"),
            ("{\"Item\":{}} x", "trailing"),
        ] {
            let error = one(line, false).expect_err(line);
            assert!(error.contains(what), "{line}: {error}");
        }
        for (text, what) in [
            ("{Item:3}", "Item is of the wrong type, N"),
            ("{Item:{},Other:1}", "`Other` is not known"),
            ("{Item:{},ExpressionAttributeNames:{a:1}}", "has strings"),
            ("{Item:{}", "expected `,`"),
        ] {
            let error = one(text, true).expect_err(text);
            assert!(error.contains(what), "{text}: {error}");
        }
    }

    #[test]
    fn blank_lines_are_no_records() {
        let mut reader = Reader::new(false);
        reader.room().extend_from_slice(b"\n \r\n{\"Item\":{}}\n\n{\"Item\":{}}");
        assert!(reader.next(true).unwrap().is_some());
        assert!(reader.next(true).unwrap().is_some());
        assert!(reader.next(true).unwrap().is_none());
    }
}
