//! DynamoDB's expressions of every kind, on an item: whatever is accepted can be evaluated and applied.

use lang_dynamodb::expression::{
    Kind, apply, bindings::Bindings, condition, key_condition, projection, update,
};
use lang_dynamodb::{Item, Number, Value};

pub(crate) const WORDS: &[&str] = &[
    "SET ",
    "REMOVE ",
    "ADD ",
    "DELETE ",
    "#n",
    ":v",
    ":n",
    ":s",
    "if_not_exists(",
    "list_append(",
    "begins_with(",
    "contains(",
    "size(",
    "attribute_type(",
    "attribute_exists(",
    " AND ",
    " OR ",
    "NOT ",
    " BETWEEN ",
    " IN (",
    "=",
    "<>",
    "<=",
    "[0]",
    ".",
    "(",
    ")",
    ", ",
    "a",
    "map",
    "list",
];

fn number(text: &str) -> Value {
    Value::N(Number::parse(text).expect("a numeral"))
}

fn item() -> Item {
    let map = Item::from_entries(vec![("b".to_owned(), number("2"))]);
    Item::from_entries(vec![
        ("a".to_owned(), number("17")),
        ("list".to_owned(), Value::L(vec![number("1"), Value::S("two".into())])),
        ("map".to_owned(), Value::M(map)),
        ("name".to_owned(), Value::S("something".into())),
    ])
}

fn bindings() -> Bindings {
    let names = [("#n", "name"), ("#m", "map")];
    let values = [
        (":v", number("5")),
        (":n", number("-1E20")),
        (":s", Value::S("some".into())),
        (":l", Value::L(vec![Value::Null])),
    ];
    Bindings::new(
        names.map(|(key, name)| (key.to_owned(), name.to_owned())).to_vec(),
        values.map(|(key, value)| (key.to_owned(), value)).to_vec(),
    )
}

/// Reads the text as every kind of expression.
pub fn run(data: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(data) else { return false };
    let item = item();
    let mut accepted = false;
    for kind in [Kind::Condition, Kind::Filter] {
        if let Ok(condition) = condition(kind, text, &mut bindings()) {
            condition.holds(&item);
            condition.each_path(&mut |_| {});
            accepted = true;
        }
    }
    accepted |= key_condition::parse(text, &mut bindings()).is_ok();
    if let Ok(projection) = projection(text, &mut bindings()) {
        let part = projection.of(&item);
        assert!(part.size() <= item.size(), "a part is larger than the whole");
        accepted = true;
    }
    if let Ok(update) = update(text, &mut bindings()) {
        let _applied = apply::apply(&update, &item);
        accepted = true;
    }
    accepted
}

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    [
        "a = :v AND begins_with(#n, :s)",
        "a BETWEEN :n AND :v OR NOT (size(list) > :v)",
        "a IN (:v, :n, :s)",
        "attribute_exists(map.b) and attribute_type(a, :s)",
        "a, list[1], map.b, #n",
        "SET a = a + :v, list[3] = if_not_exists(list[7], :s), #m.c = list_append(list, :l) REMOVE map.b",
        "ADD a :v DELETE #n :s",
        "((((((((a = :v))))))))",
    ]
    .map(|text| text.as_bytes().to_vec())
    .to_vec()
}
