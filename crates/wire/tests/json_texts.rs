//! JSON that is not as the model wants it: what is refused, in which words, and what is let through.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use schema::dynamic::{Struct, Value};
use schema::{Document, Protocol};
use wire::{Rejection, fuzz};

fn read(body: &str) -> Result<Struct, String> {
    fuzz::decode_body(Protocol::AwsJson, body.as_bytes()).map_err(|rejection| match rejection {
        Rejection::Malformed(error) => error.message.into_owned(),
        Rejection::Invalid(violations) => panic!("{body}: {violations:?}"),
    })
}

#[test]
fn refused() {
    let cases = [
        (r#"{"text":1}"#, "NUMBER_VALUE cannot be converted to String"),
        (r#"{"text":true}"#, "TRUE_VALUE cannot be converted to String"),
        (r#"{"text":{}}"#, "Start of structure or map found where not expected."),
        (r#"{"text":[]}"#, "Start of list found where not expected"),
        (r#"{"Whole":"1"}"#, "STRING_VALUE cannot be converted to Integer"),
        (r#"{"Whole":1.5}"#, "DECIMAL_VALUE cannot be converted to Integer"),
        (r#"{"Whole":2147483648}"#, "'2147483648' cannot be converted to Integer"),
        (r#"{"Large":9223372036854775808}"#, "9223372036854775808 is out of range"),
        (r#"{"Flag":"true"}"#, "STRING_VALUE cannot be converted to Boolean"),
        (r#"{"Words":"ab"}"#, "Expected list or null"),
        (r#"{"Inner":"ab"}"#, "Expected map or null"),
        (r#"{"Real":"1.5"}"#, "STRING_VALUE cannot be converted to Double"),
        (r#"{"Real":1e999}"#, "'1e999' cannot be converted to Double"),
        (r#"{"Bytes":"***"}"#, "Invalid base64 data"),
        (r#"{"Time":"2000-01-01T00:00:00Z"}"#, "STRING_VALUE cannot be converted to Timestamp"),
        (r#"{"text":"a"} x"#, "Unexpected character 'x' at position 13"),
        (r#"{"text":"a",}"#, "Unexpected character '}' at position 12"),
        (r#"{"text":"a""#, "Unexpected end of the request body"),
        (r#"{"text":"\x"}"#, "Unexpected character 'x' at position 10"),
        (r#"{"text":"\ud800"}"#, "Invalid unicode escape"),
        (r#"{"Whole":01}"#, "Invalid numeric value: Leading zeroes not allowed"),
        (r#"{"Whole":+1}"#, "Unexpected character '+' at position 9"),
        ("{\"text\":\"\u{1}\"}", "Unexpected control character at position 9"),
        (r#"{'text':"a"}"#, "Unexpected character ''' at position 1"),
        (r"[]", "Start of list found where not expected"),
        (r#"{"unknown":tru}"#, "Unexpected character 't' at position 11"),
    ];
    for (body, want) in cases {
        assert_eq!(read(body).map(|_| ()), Err(want.to_owned()), "{body}");
    }
}

#[test]
fn taken() {
    let cases = [
        ("", 0),
        ("  \n", 0),
        ("{}", 0),
        (r#"{"text":null,"Words":null,"Inner":null}"#, 0),
        (r#"{"unknown":{"a":[1,2,{"b":null}]},"Whole":1}"#, 1),
        (r#"{"Whole":1.0}"#, 1),
        (r#"{"Whole":1e2}"#, 1),
        (r#"{"Large":-1000000000000}"#, 1),
        (" { \"Flag\" : true , \"text\" : \"a\" } ", 2),
    ];
    for (body, members) in cases {
        // The token is made up.
        assert_eq!(read(body).unwrap().iter().count(), members + 1, "{body}");
    }
}

#[test]
fn the_last_of_equal_names_wins() {
    let out = read(r#"{"text":"first","text":"last"}"#).unwrap();
    let shape = fuzz::operation("Cook").input();
    let (index, _) = shape.member("Text").unwrap();
    assert_eq!(out.get(index).and_then(Value::as_str), Some("last"));
}

#[test]
fn numbers_of_documents_are_exact() {
    let mut out = Struct::default();
    let shape = fuzz::operation("Untyped").input();
    let body = br#"{"Anything":[9223372036854775807,1.0,null]}"#;
    wire::decode_structure(Protocol::AwsJson, shape, body, &mut out).unwrap();
    let want = vec![Document::Integer(i64::MAX), Document::Float(1.0), Document::Null];
    assert!(matches!(out.get(0), Some(Value::Document(Document::Array(all))) if *all == want));
}
