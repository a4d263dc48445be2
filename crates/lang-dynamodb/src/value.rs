//! Attribute values and items.
//!
//! Sets are kept sorted and maps sorted by name, so that equality is that of the parts and the stored form of
//! equal items is equal.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html>

use bytes::Bytes;
use thiserror::Error;

use crate::number::{Number, NumberError};

/// How many levels values have: an attribute's own is the first, what lies in a list or a map is a level further down.
pub const MAX_DEPTH: usize = 32;

/// The value of an attribute.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Value {
    /// A string.
    S(String),
    /// A number.
    N(Number),
    /// Bytes.
    B(Bytes),
    /// True or false.
    Bool(bool),
    /// Null.
    Null,
    /// Strings, sorted, none twice, at least one.
    Ss(Vec<String>),
    /// Numbers, likewise.
    Ns(Vec<Number>),
    /// Byte strings, likewise.
    Bs(Vec<Bytes>),
    /// A list.
    L(Vec<Value>),
    /// A map.
    M(Item),
}

/// Names to values, sorted by name: an item, or a map within one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Item(Vec<(String, Value)>);

/// A value that no attribute can have.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ValueError {
    /// A numeral that is none.
    #[error(transparent)]
    Number(#[from] NumberError),
    /// A set with nothing in it.
    #[error("One or more parameter values were invalid: An {0} set  may not be empty")]
    EmptySet(&'static str),
    /// A set of bytes with nothing in it.
    #[error("One or more parameter values were invalid: Binary sets should not be empty")]
    EmptyBinarySet,
    /// The same string twice.
    #[error("One or more parameter values were invalid: Input collection {0} contains duplicates.")]
    Duplicates(String),
    /// The same number twice.
    #[error("Input collection contains duplicates")]
    DuplicateNumbers,
    /// The same bytes twice.
    #[error(
        "One or more parameter values were invalid: Input collection {0}of type BS contains duplicates."
    )]
    DuplicateBytes(String),
}

impl Value {
    /// The type's letters on the wire.
    pub fn type_name(&self) -> &'static str {
        match self {
            Value::S(_) => "S",
            Value::N(_) => "N",
            Value::B(_) => "B",
            Value::Bool(_) => "BOOL",
            Value::Null => "NULL",
            Value::Ss(_) => "SS",
            Value::Ns(_) => "NS",
            Value::Bs(_) => "BS",
            Value::L(_) => "L",
            Value::M(_) => "M",
        }
    }

    /// A set of strings.
    pub fn string_set(strings: &[String]) -> Result<Value, ValueError> {
        if strings.is_empty() {
            return Err(ValueError::EmptySet("string"));
        }
        let mut sorted = strings.to_vec();
        sorted.sort_unstable();
        if has_twins(&sorted) {
            return Err(ValueError::Duplicates(format!("[{}]", strings.join(", "))));
        }
        Ok(Value::Ss(sorted))
    }

    /// A set of numbers.
    pub fn number_set(numerals: &[String]) -> Result<Value, ValueError> {
        if numerals.is_empty() {
            return Err(ValueError::EmptySet("number"));
        }
        let mut sorted =
            numerals.iter().map(|text| Number::parse(text)).collect::<Result<Vec<_>, _>>()?;
        sorted.sort_unstable();
        if has_twins(&sorted) {
            return Err(ValueError::DuplicateNumbers);
        }
        Ok(Value::Ns(sorted))
    }

    /// A set of byte strings.
    pub fn binary_set(parts: &[Bytes]) -> Result<Value, ValueError> {
        if parts.is_empty() {
            return Err(ValueError::EmptyBinarySet);
        }
        let mut sorted = parts.to_vec();
        sorted.sort_unstable();
        if has_twins(&sorted) {
            use base64::Engine as _;
            let shown = |part: &Bytes| base64::engine::general_purpose::STANDARD.encode(part);
            let shown: Vec<String> = parts.iter().map(shown).collect();
            return Err(ValueError::DuplicateBytes(format!("[{}]", shown.join(", "))));
        }
        Ok(Value::Bs(sorted))
    }

    /// Bytes that AWS counts for it.
    pub fn size(&self) -> usize {
        match self {
            Value::S(text) => text.len(),
            Value::N(number) => number.size(),
            Value::B(bytes) => bytes.len(),
            Value::Bool(_) | Value::Null => 1,
            Value::Ss(parts) => parts.iter().map(String::len).sum(),
            Value::Ns(parts) => parts.iter().map(|number| number.size()).sum(),
            Value::Bs(parts) => parts.iter().map(Bytes::len).sum(),
            Value::L(parts) => 3 + parts.iter().map(|part| 1 + part.size()).sum::<usize>(),
            Value::M(map) => {
                3 + map.iter().map(|(name, value)| 1 + name.len() + value.size()).sum::<usize>()
            }
        }
    }
}

fn has_twins<T: PartialEq>(sorted: &[T]) -> bool {
    sorted.windows(2).any(|pair| pair[0] == pair[1])
}

impl Item {
    /// An empty map.
    pub const fn new() -> Item {
        Item(Vec::new())
    }

    /// The map with these entries; of equal names the last counts.
    pub fn from_entries(mut entries: Vec<(String, Value)>) -> Item {
        entries.sort_by(|a, b| a.0.cmp(&b.0));
        // Of equal names the later stands behind: keep it.
        entries.reverse();
        entries.dedup_by(|a, b| a.0 == b.0);
        entries.reverse();
        Item(entries)
    }

    /// The map with these entries, which are sorted by name.
    pub(crate) fn from_sorted(entries: Vec<(String, Value)>) -> Item {
        Item(entries)
    }

    fn position(&self, name: &str) -> Result<usize, usize> {
        self.0.binary_search_by(|(key, _)| key.as_str().cmp(name))
    }

    /// The value of `name`.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.position(name).ok().map(|at| &self.0[at].1)
    }

    /// The value of `name`, to change.
    pub fn get_mut(&mut self, name: &str) -> Option<&mut Value> {
        self.position(name).ok().map(|at| &mut self.0[at].1)
    }

    /// Whether there is a value of `name`.
    pub fn contains(&self, name: &str) -> bool {
        self.position(name).is_ok()
    }

    /// Puts `value` under `name`.
    pub fn insert(&mut self, name: impl AsRef<str> + Into<String>, value: Value) {
        match self.position(name.as_ref()) {
            Ok(at) => self.0[at].1 = value,
            Err(at) => self.0.insert(at, (name.into(), value)),
        }
    }

    /// Takes the value of `name` out.
    pub fn remove(&mut self, name: &str) -> Option<Value> {
        self.position(name).ok().map(|at| self.0.remove(at).1)
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Entries, sorted by name.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &Value)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// Bytes that AWS counts for an item of these attributes.
    pub fn size(&self) -> usize {
        self.iter().map(|(name, value)| name.len() + value.size()).sum()
    }

    /// The item with just these attributes, as far as it has them.
    #[must_use]
    pub fn only<'n>(&self, names: impl IntoIterator<Item = &'n str>) -> Item {
        let mut out = Item::new();
        for name in names {
            if let Some(value) = self.get(name) {
                out.insert(name, value.clone());
            }
        }
        out
    }
}

impl IntoIterator for Item {
    type Item = (String, Value);
    type IntoIter = std::vec::IntoIter<(String, Value)>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<N: Into<String>> FromIterator<(N, Value)> for Item {
    fn from_iter<I: IntoIterator<Item = (N, Value)>>(entries: I) -> Item {
        Item::from_entries(entries.into_iter().map(|(name, value)| (name.into(), value)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_are_sorted_and_have_no_twins() {
        let strings = |parts: &[&str]| {
            Value::string_set(&parts.iter().map(|part| (*part).to_owned()).collect::<Vec<_>>())
        };
        assert_eq!(strings(&["b", "a"]), strings(&["a", "b"]));
        let message = strings(&["b", "a", "b"]).unwrap_err().to_string();
        assert_eq!(
            message,
            "One or more parameter values were invalid: Input collection [b, a, b] contains duplicates."
        );
        let twins = Value::number_set(&["1".to_owned(), "1.0".to_owned()]);
        assert_eq!(twins, Err(ValueError::DuplicateNumbers));
        assert!(strings(&[]).is_err());
    }

    #[test]
    fn the_last_of_equal_names_counts() {
        let item: Item = [("b", Value::Null), ("a", Value::Null), ("b", Value::Bool(true))]
            .into_iter()
            .collect();
        assert_eq!(item.len(), 2);
        assert_eq!(item.get("b"), Some(&Value::Bool(true)));
    }

    #[test]
    fn sizes_are_as_aws_counts_them() {
        let number = |text| Value::N(Number::parse(text).unwrap());
        for (value, size) in [
            (Value::S("häh".to_owned()), 4),
            (number("0"), 1),
            (number("1"), 2),
            (number("-123.45"), 5),
            (number("1.5"), 3),
            (number("100"), 2),
            (number("0.0005"), 2),
            (number("12.34"), 3),
            (number("10000.5"), 5),
            (Value::Null, 1),
            (Value::L(vec![]), 3),
            (Value::L(vec![Value::Bool(true)]), 5),
            (Value::M([("ab", Value::Null)].into_iter().collect()), 7),
        ] {
            assert_eq!(value.size(), size, "{value:?}");
        }
    }
}
