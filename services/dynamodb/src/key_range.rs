//! From tests of key attributes to the range of keys that fulfil them.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.KeyConditionExpressions.html>

use kernel::ApiResult;
use lang_dynamodb::expression::key_condition::KeyTest;
use lang_dynamodb::expression::{Comparator, Condition};
use lang_dynamodb::{Value, key};

use crate::table::{KeyPart, KeySchema};
use crate::{errors, item_key};

/// A range of keys of one table or index: those that begin with a prefix, within bounds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct KeyBounds {
    pub(crate) prefix: Vec<u8>,
    /// The first key that may be.
    pub(crate) from: Option<Vec<u8>>,
    /// The key before which all are.
    pub(crate) before: Option<Vec<u8>>,
}

impl KeyBounds {
    /// Whether `key` lies within.
    pub(crate) fn holds(&self, key: &[u8]) -> bool {
        key.starts_with(&self.prefix)
            && self.from.as_ref().is_none_or(|from| key >= &from[..])
            && self.before.as_ref().is_none_or(|before| key < &before[..])
    }

    /// One of `total` segments of a scan: a share of all hashes.
    pub(crate) fn segment(segment: u32, total: u32) -> KeyBounds {
        let edge = |number: u32| {
            let start = u64::from(number) * (1 << 32) / u64::from(total);
            u32::try_from(start).ok().map(|start| start.to_be_bytes().to_vec())
        };
        KeyBounds {
            prefix: Vec::new(),
            from: edge(segment).filter(|_| segment > 0),
            before: edge(segment + 1).filter(|_| segment + 1 < total),
        }
    }
}

/// The range that `tests` describe.
pub(crate) fn bounds(
    schema: &KeySchema,
    mut tests: Vec<(String, KeyTest)>,
) -> ApiResult<KeyBounds> {
    let most = schema.parts().count().max(2);
    if tests.len() > most {
        return Err(errors::validation("Conditions can be of length 1 or 2 only"));
    }
    let mut take = |part: &KeyPart| {
        let at = tests.iter().position(|(name, _)| *name == part.name)?;
        Some(tests.remove(at).1)
    };
    let mut hash = Vec::new();
    for part in &schema.hash {
        let test = take(part).ok_or_else(|| errors::missed_key(&part.name))?;
        check(schema, part, &test)?;
        let KeyTest::Compare(Comparator::Equal, value) = test else {
            return Err(errors::key_condition_not_supported());
        };
        hash.push(value);
    }
    let mut prefix = Vec::with_capacity(64);
    key::push_partition(&mut prefix, &hash.iter().collect::<Vec<_>>());
    let mut out = KeyBounds { prefix, ..KeyBounds::default() };
    let mut missed = None;
    for part in &schema.range {
        let Some(test) = take(part) else {
            missed.get_or_insert(part);
            continue;
        };
        if let Some(missed) = missed {
            return Err(errors::missed_key(&missed.name));
        }
        check(schema, part, &test)?;
        if out.from.is_some() || out.before.is_some() {
            return Err(errors::key_condition_not_supported());
        }
        narrow(&mut out, test);
    }
    if !tests.is_empty() {
        return Err(match missed {
            Some(missed) => errors::missed_key(&missed.name),
            None => errors::key_condition_not_supported(),
        });
    }
    Ok(out)
}

/// A filter cannot name what the key condition could.
pub(crate) fn check_filter(
    key: &KeySchema,
    filter: Option<&Condition>,
    older: bool,
) -> ApiResult<()> {
    let mut named = None;
    if let Some(filter) = filter {
        filter.each_path(&mut |path| {
            if key.has(&path.root) {
                named.get_or_insert(path.root.as_str());
            }
        });
    }
    let Some(name) = named else { return Ok(()) };
    let filter = if older { "QueryFilter" } else { "Filter Expression" };
    Err(errors::validation(format!(
        "{filter} can only contain non-primary key attributes: Primary key attribute: {name}"
    )))
}

fn check(schema: &KeySchema, part: &KeyPart, test: &KeyTest) -> ApiResult<()> {
    let values: &[&Value] = match test {
        KeyTest::Compare(_, value) | KeyTest::BeginsWith(value) => &[value],
        KeyTest::Between(low, high) => &[low, high],
    };
    for value in values {
        if !part.kind.key_type().fits(value) {
            return Err(errors::invalid("Condition parameter type does not match schema type"));
        }
        if matches!(test, KeyTest::Compare(Comparator::Equal, _)) {
            item_key::check_length(schema, part, value)?;
        }
    }
    Ok(())
}

fn narrow(out: &mut KeyBounds, test: KeyTest) {
    let part = |value: &Value| {
        let mut bytes = out.prefix.clone();
        key::push(&mut bytes, value);
        bytes
    };
    match test {
        KeyTest::Compare(Comparator::Equal, value) => out.prefix = part(&value),
        KeyTest::Compare(Comparator::Less, value) => out.before = Some(part(&value)),
        KeyTest::Compare(Comparator::LessOrEqual, value) => out.before = after_all(part(&value)),
        KeyTest::Compare(Comparator::Greater, value) => out.from = after_all(part(&value)),
        KeyTest::Compare(_, value) => out.from = Some(part(&value)),
        KeyTest::Between(low, high) => {
            out.from = Some(part(&low));
            out.before = after_all(part(&high));
        }
        KeyTest::BeginsWith(value) => {
            let bytes: &[u8] = match &value {
                Value::S(text) => text.as_bytes(),
                Value::B(bytes) => bytes,
                _ => &[],
            };
            key::push_open(&mut out.prefix, bytes);
        }
    }
}

/// The first bytes behind all that begin with `bytes`; every key has some, since not all of its bytes are 0xFF.
fn after_all(mut bytes: Vec<u8>) -> Option<Vec<u8>> {
    while let Some(last) = bytes.pop() {
        if last < u8::MAX {
            bytes.push(last + 1);
            return Some(bytes);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::AttributeType;

    fn schema() -> KeySchema {
        let part = |name: &str, kind| KeyPart { name: name.to_owned(), kind };
        KeySchema {
            hash: vec![part("p", AttributeType::S)],
            range: vec![part("s", AttributeType::N)],
        }
    }

    fn number(text: &str) -> Value {
        Value::N(lang_dynamodb::Number::parse(text).unwrap())
    }

    #[test]
    fn tests_become_ranges_of_sort_keys() {
        let numbers = ["-20", "-2", "-1.5", "0", "0.5", "1", "2", "10"];
        let compare = |how, text| KeyTest::Compare(how, number(text));
        for (test, found) in [
            (compare(Comparator::Equal, "-2"), &["-2"][..]),
            (compare(Comparator::Less, "-1.5"), &["-20", "-2"]),
            (compare(Comparator::LessOrEqual, "-1.5"), &["-20", "-2", "-1.5"]),
            (compare(Comparator::Greater, "1"), &["2", "10"]),
            (compare(Comparator::GreaterOrEqual, "1"), &["1", "2", "10"]),
            (KeyTest::Between(number("-2"), number("0")), &["-2", "-1.5", "0"]),
        ] {
            let hash = KeyTest::Compare(Comparator::Equal, Value::S("x".to_owned()));
            let tests = vec![("s".to_owned(), test.clone()), ("p".to_owned(), hash)];
            let bounds = bounds(&schema(), tests).unwrap();
            let within = |text: &&str| {
                let mut bytes = Vec::new();
                key::push_partition(&mut bytes, &[&Value::S("x".to_owned())]);
                key::push(&mut bytes, &number(text));
                bounds.holds(&bytes)
            };
            let got: Vec<&str> = numbers.into_iter().filter(within).collect();
            assert_eq!(got, found, "{test:?}");
        }
    }

    #[test]
    fn other_tests_are_refused() {
        let equal = |name: &str| {
            (name.to_owned(), KeyTest::Compare(Comparator::Equal, Value::S("x".to_owned())))
        };
        for (tests, message) in [
            (vec![equal("s")], "Query condition missed key schema element: p"),
            (vec![equal("p"), equal("x")], "Query condition missed key schema element: s"),
            (
                vec![equal("p"), equal("s")],
                "One or more parameter values were invalid: Condition parameter type does not match schema type",
            ),
            (
                vec![("p".to_owned(), KeyTest::BeginsWith(Value::S("x".to_owned())))],
                "Query key condition not supported",
            ),
        ] {
            let error = bounds(&schema(), tests).unwrap_err();
            assert_eq!(error.message(), Some(message));
        }
    }

    #[test]
    fn segments_share_all_hashes() {
        for total in [1, 2, 3, 7, 1_000_000] {
            let first = KeyBounds::segment(0, total);
            let last = KeyBounds::segment(total - 1, total);
            assert!(first.from.is_none() && last.before.is_none());
            for segment in 1..total.min(50) {
                let (one, two) =
                    (KeyBounds::segment(segment - 1, total), KeyBounds::segment(segment, total));
                assert_eq!(one.before, two.from);
            }
        }
    }
}
