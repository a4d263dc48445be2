//! A record of CSV as an item: key attributes of the table and its indexes have their types, all others are strings.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataImport.Format.html>

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use lang_dynamodb::{Item, Number, Value};

use crate::table::AttributeType;

/// The fields of a record.
pub(super) fn fields(record: &str, delimiter: char) -> Result<Vec<String>, String> {
    let mut fields = Vec::new();
    let mut rest = record;
    loop {
        let (field, after) = match rest.strip_prefix('"') {
            Some(quoted) => quoted_field(quoted)?,
            None => {
                let end = rest.find(delimiter).unwrap_or(rest.len());
                let (field, after) = rest.split_at(end);
                if field.contains('"') {
                    return Err("a double quote in a field is not escaped".to_owned());
                }
                (field.to_owned(), after)
            }
        };
        fields.push(field);
        match after.strip_prefix(delimiter) {
            Some(next) => rest = next,
            None if after.is_empty() => return Ok(fields),
            None => return Err("a double quote in a field is not escaped".to_owned()),
        }
    }
}

/// A field behind its opening quote, and what follows the closing one.
fn quoted_field(text: &str) -> Result<(String, &str), String> {
    let (mut field, mut rest) = (String::new(), text);
    loop {
        let Some(end) = rest.find('"') else {
            return Err("a quoted field does not end".to_owned());
        };
        field.push_str(&rest[..end]);
        rest = &rest[end + 1..];
        match rest.strip_prefix('"') {
            Some(after) => {
                field.push('"');
                rest = after;
            }
            None => return Ok((field, rest)),
        }
    }
}

/// The item that the fields of a record make.
pub(super) fn item(
    headers: &[String],
    fields: Vec<String>,
    types: &[(String, AttributeType)],
) -> Result<Item, String> {
    if fields.len() != headers.len() {
        return Err(format!(
            "the number of fields, {}, is not that of the headers, {}",
            fields.len(),
            headers.len()
        ));
    }
    let mut entries = Vec::with_capacity(fields.len());
    for (header, field) in headers.iter().zip(fields) {
        let kind = types.iter().find(|(name, _)| name == header).map(|(_, kind)| *kind);
        let value = match kind {
            Some(AttributeType::N) => {
                Value::N(Number::parse(field.trim()).map_err(|error| error.to_string())?)
            }
            Some(AttributeType::B) => {
                let bytes = STANDARD.decode(field.trim());
                Value::B(bytes.map_err(|_| format!("{header} is not base64"))?.into())
            }
            Some(AttributeType::S) | None => Value::S(field),
        };
        entries.push((header.clone(), value));
    }
    Ok(Item::from_entries(entries))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_have_fields() {
        for (record, delimiter, expected) in [
            ("a,b,,c", ',', &["a", "b", "", "c"][..]),
            ("", ',', &[""]),
            ("\"a,b\",\"say \"\"hi\"\"\"", ',', &["a,b", "say \"hi\""]),
            ("\"\"\"123\"\"\",Women's", ',', &["\"123\"", "Women's"]),
            ("a\tb", '\t', &["a", "b"]),
            ("\"two\nlines\"|x", '|', &["two\nlines", "x"]),
        ] {
            assert_eq!(fields(record, delimiter).unwrap(), expected, "{record}");
        }
        for record in ["a\"b,c", "\"a\"b,c", "\"a"] {
            assert!(fields(record, ',').is_err(), "{record}");
        }
    }

    #[test]
    fn keys_have_types() {
        let headers = ["id", "n", "b"].map(str::to_owned);
        let types = [("n".to_owned(), AttributeType::N), ("b".to_owned(), AttributeType::B)];
        let made = |n: &str, b: &str| {
            item(&headers, vec!["7".to_owned(), n.to_owned(), b.to_owned()], &types)
        };
        let expected: Item = [
            ("id", Value::S("7".to_owned())),
            ("n", Value::N(Number::from_i64(12))),
            ("b", Value::B(bytes::Bytes::from_static(b"x"))),
        ]
        .into_iter()
        .collect();
        assert_eq!(made("12.0", "eA=="), Ok(expected));
        assert!(made("twelve", "eA==").is_err());
        assert!(made("12", "?").is_err());
        assert!(item(&headers, vec!["7".to_owned()], &types).is_err());
    }
}
