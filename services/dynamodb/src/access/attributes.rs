//! Partition keys and attributes that a call names: what fine-grained policies are about.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html>

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use gen_dynamodb as wire;
use gen_dynamodb::AttributeValue;
use kernel::AccessQuery;
use schema::VecMap;

use super::Need;

type Names = VecMap<String>;

/// Words of expressions that name no attribute.
const KEYWORDS: [&str; 9] = ["AND", "OR", "NOT", "BETWEEN", "IN", "SET", "REMOVE", "ADD", "DELETE"];

/// What an operation on items of one table names.
pub(super) fn of_call(query: &AccessQuery<'_>, hash: Option<&str>, need: &mut Need) {
    if let Some(input) = query.input_as::<wire::GetItemInput>() {
        lead(need, hash, &input.key);
        let names = input.expression_attribute_names.as_ref();
        named(need, input.attributes_to_get.iter().flatten().map(String::as_str));
        of_expression(need, input.projection_expression.as_deref(), names);
    } else if let Some(input) = query.input_as::<wire::PutItemInput>() {
        lead(need, hash, &input.item);
        named(need, input.item.keys());
        let names = input.expression_attribute_names.as_ref();
        of_expression(need, input.condition_expression.as_deref(), names);
    } else if let Some(input) = query.input_as::<wire::UpdateItemInput>() {
        lead(need, hash, &input.key);
        named(need, input.key.keys());
        named(need, input.attribute_updates.iter().flat_map(VecMap::keys));
        let names = input.expression_attribute_names.as_ref();
        of_expression(need, input.update_expression.as_deref(), names);
        of_expression(need, input.condition_expression.as_deref(), names);
    } else if let Some(input) = query.input_as::<wire::DeleteItemInput>() {
        lead(need, hash, &input.key);
        let names = input.expression_attribute_names.as_ref();
        of_expression(need, input.condition_expression.as_deref(), names);
    } else if let Some(input) = query.input_as::<wire::QueryInput>() {
        of_query(need, hash, input);
    } else if let Some(input) = query.input_as::<wire::ScanInput>() {
        let names = input.expression_attribute_names.as_ref();
        named(need, input.attributes_to_get.iter().flatten().map(String::as_str));
        of_expression(need, input.projection_expression.as_deref(), names);
        of_expression(need, input.filter_expression.as_deref(), names);
    }
}

fn of_query(need: &mut Need, hash: Option<&str>, input: &wire::QueryInput) {
    let names = input.expression_attribute_names.as_ref();
    named(need, input.attributes_to_get.iter().flatten().map(String::as_str));
    of_expression(need, input.projection_expression.as_deref(), names);
    of_expression(need, input.key_condition_expression.as_deref(), names);
    of_expression(need, input.filter_expression.as_deref(), names);
    let Some(hash) = hash else { return };
    let legacy = input.key_conditions.as_ref().and_then(|conditions| conditions.get(hash));
    let legacy = legacy.and_then(|condition| condition.attribute_value_list.as_ref()?.first());
    let expression = input.key_condition_expression.as_deref().unwrap_or_default();
    let value = equal_to(expression, hash, names)
        .and_then(|key| input.expression_attribute_values.as_ref()?.get(key));
    need.leading.extend(legacy.or(value).and_then(text));
}

/// The placeholder that `hash` is compared with for equality.
fn equal_to<'e>(expression: &'e str, hash: &str, names: Option<&Names>) -> Option<&'e str> {
    let words: Vec<&str> = words(expression).collect();
    let is_hash = |word: &str| match word.starts_with('#') {
        true => names.and_then(|names| names.get(word)).is_some_and(|name| name == hash),
        false => word == hash,
    };
    words.windows(3).find_map(|three| match three {
        [name, "=", value] if is_hash(name) && value.starts_with(':') => Some(*value),
        [value, "=", name] if is_hash(name) && value.starts_with(':') => Some(*value),
        _ => None,
    })
}

/// Notes the partition key of an item or a key.
pub(super) fn lead(need: &mut Need, hash: Option<&str>, item: &VecMap<AttributeValue>) {
    let value = hash.and_then(|hash| item.get(hash));
    need.leading.extend(value.and_then(text));
}

/// Notes names of attributes.
pub(super) fn named<'n>(need: &mut Need, names: impl IntoIterator<Item = &'n str>) {
    for name in names {
        if !need.attributes.iter().any(|known| known == name) {
            need.attributes.push(name.to_owned());
        }
    }
}

/// Notes the attributes that an expression names, at the top of items.
pub(super) fn of_expression(need: &mut Need, expression: Option<&str>, names: Option<&Names>) {
    let mut before = "";
    let mut all = words(expression.unwrap_or_default()).peekable();
    while let Some(word) = all.next() {
        let below = before == ".";
        before = word;
        let first = word.bytes().next().unwrap_or(b' ');
        if below {
            continue;
        }
        if first == b'#' {
            named(need, names.and_then(|names| names.get(word)).map(String::as_str));
        } else if first.is_ascii_alphabetic() || first == b'_' {
            let keyword = KEYWORDS.iter().any(|known| known.eq_ignore_ascii_case(word));
            if !keyword && all.peek() != Some(&"(") {
                named(need, [word]);
            }
        }
    }
}

/// The words and signs of an expression.
fn words(expression: &str) -> impl Iterator<Item = &str> {
    let part = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'#' | b':' | b'-');
    let mut rest = expression;
    std::iter::from_fn(move || {
        rest = rest.trim_start();
        let first = rest.chars().next()?;
        let length = match u8::try_from(first).is_ok_and(part) {
            true => rest.bytes().position(|b| !part(b)).unwrap_or(rest.len()),
            false => first.len_utf8(),
        };
        let (word, after) = rest.split_at(length);
        rest = after;
        Some(word)
    })
}

/// A key's value, as policies write it.
fn text(value: &AttributeValue) -> Option<String> {
    match value {
        AttributeValue::S(text) | AttributeValue::N(text) => Some(text.clone()),
        AttributeValue::B(bytes) => Some(STANDARD.encode(bytes)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_expressions() {
        let names: Names =
            [("#n", "name".to_owned()), ("#deep", "no".to_owned())].into_iter().collect();
        let mut need = Need::default();
        for expression in [
            "SET #n = :v, a.#deep[1] = if_not_exists(b, :w) REMOVE c[0].d",
            "attribute_exists(e) AND size(f) > :x and NOT begins_with (g, :y)",
        ] {
            of_expression(&mut need, Some(expression), Some(&names));
        }
        assert_eq!(need.attributes, ["name", "a", "b", "c", "e", "f", "g"]);
    }

    #[test]
    fn what_the_partition_key_must_be() {
        let names: Names = [("#p", "p".to_owned())].into_iter().collect();
        for (expression, expected) in [
            ("p = :a", Some(":a")),
            ("s > :b AND #p=:a", Some(":a")),
            (":a = p", Some(":a")),
            ("x = :a", None),
            ("p > :a", None),
            ("", None),
        ] {
            assert_eq!(equal_to(expression, "p", Some(&names)), expected, "{expression}");
        }
    }
}
