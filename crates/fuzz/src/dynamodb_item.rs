//! Stored items of DynamoDB, and numbers: what decodes is encoded the same.

use lang_dynamodb::{Item, Number, Value, codec};

pub(crate) const WORDS: &[&str] = &["\u{1}", "\u{2}", "\u{a}", "\u{b}", "9.99E125", "-1E-130", "0"];

/// Reads a stored item, and a numeral.
pub fn run(data: &[u8]) -> bool {
    if let Ok(number) =
        std::str::from_utf8(data).map_err(drop).and_then(|text| Number::parse(text).map_err(drop))
    {
        let again = Number::parse(&number.to_string());
        assert_eq!(again.ok(), Some(number), "a number is not what it shows");
    }
    let Ok(item) = codec::decode(data) else { return false };
    let again = codec::encode(&item);
    let decoded = codec::decode(&again).expect("what was encoded decodes");
    assert_eq!(decoded, item, "two decodings of one item");
    true
}

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let n = |text: &str| Value::N(Number::parse(text).expect("a numeral"));
    let inner =
        Item::from_entries(vec![("x".to_owned(), Value::Null), ("y".to_owned(), n("-0.5"))]);
    let item = Item::from_entries(vec![
        ("pk".to_owned(), Value::S("key".into())),
        ("list".to_owned(), Value::L(vec![n("1"), Value::Bool(true)])),
        ("map".to_owned(), Value::M(inner)),
    ]);
    vec![codec::encode(&item), codec::encode(&Item::default()), b"123.45E-7".to_vec()]
}
