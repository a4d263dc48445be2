//! Vector indexes: what they are made of, and what lies in their rows. A row has what the index shows, and the vector as
//! numbers of 32 bits under the empty name, which no attribute has; a search reads that alone of most rows.
//!
//! Rows are written, sealed, moved and removed with the item, as those of secondary indexes are (`write`), so that an
//! index never disagrees with its table. A search compares with every vector of the index, or of one partition of it.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/VectorSearch.html>
//!
//! Deviation: searches are exact, not approximate, and see what was written at once.

pub(crate) mod best;
pub(crate) mod condition;
pub(crate) mod distance;
pub(crate) mod search;

use bytes::Bytes;
use kernel::{ApiError, ApiResult};
use lang_dynamodb::{Item, Number, Value};
use serde::{Deserialize, Serialize};

use crate::errors;
use crate::table::{KeyPart, ProjectionRow, TableRow};
pub(crate) use distance::Function;

/// The name under which a row has its vector.
const VECTOR: &str = "";
/// Bytes of one number of a vector.
const NUMBER: usize = 4;

/// What a vector index searches, and what it shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct VectorRow {
    /// The attribute that has the vectors.
    pub(crate) attribute: String,
    pub(crate) dimensions: u32,
    pub(crate) function: Function,
    /// The inline filters of the search schema; its partition key is the index's key.
    pub(crate) filters: Vec<KeyPart>,
    /// `Projection`.
    pub(crate) shows: ProjectionRow,
}

impl VectorRow {
    /// The vector that `item` has, in bytes, if it is as the index wants it.
    fn packed(&self, item: &Item) -> Option<Vec<u8>> {
        let Value::L(parts) = item.get(&self.attribute)? else { return None };
        if parts.len() != self.dimensions as usize {
            return None;
        }
        let mut out = Vec::with_capacity(parts.len() * NUMBER);
        for part in parts {
            out.extend_from_slice(&float(part)?.to_le_bytes());
        }
        Some(out)
    }

    /// The row of `item`, of which the index shows `shown`; none when the item has no vector for it.
    pub(crate) fn row(&self, item: &Item, shown: Item) -> Option<Item> {
        let packed = self.packed(item)?;
        let mut row = shown;
        row.remove(&self.attribute);
        row.insert(VECTOR, Value::B(Bytes::from(packed)));
        Some(row)
    }

    /// What a row shows: with the vector, when it is asked for.
    pub(crate) fn shown(&self, mut row: Item, with_vector: bool) -> ApiResult<Item> {
        let packed = row.remove(VECTOR);
        if let Some(Value::B(bytes)) = packed.filter(|_| with_vector) {
            let parts = floats(&bytes).map(number).collect::<ApiResult<_>>()?;
            row.insert(self.attribute.as_str(), Value::L(parts));
        }
        Ok(row)
    }

    /// Whether `item` can be written with what it has under the vector attribute, if anything.
    fn check(&self, item: &Item, index: &str) -> ApiResult<()> {
        let name = &self.attribute;
        let Some(value) = item.get(name) else { return Ok(()) };
        let Value::L(parts) = value else {
            return Err(errors::vector_type(name, value, index));
        };
        if parts.len() != self.dimensions as usize {
            return Err(errors::vector_size(name, self.dimensions, parts.len(), index));
        }
        match parts.iter().find(|part| float(part).is_none()) {
            Some(Value::N(_)) => Err(errors::vector_range(name, index)),
            Some(other) => Err(errors::vector_element(name, other, index)),
            None => Ok(()),
        }
    }
}

/// The vectors of an item fit the indexes that search them, and filters have the types that the table defines.
pub(crate) fn check(table: &TableRow, item: &Item) -> ApiResult<()> {
    for (index, vector) in table.vector_indexes() {
        vector.check(item, &index.name)?;
        for part in &vector.filters {
            let value = item.get(&part.name);
            if let Some(value) = value.filter(|value| !part.kind.key_type().fits(value)) {
                return Err(errors::index_key_type_mismatch(part, value, &index.name));
            }
        }
    }
    Ok(())
}

/// A number as vectors have it, if it is one that they can have.
pub(crate) fn float(value: &Value) -> Option<f32> {
    let Value::N(number) = value else { return None };
    number.to_string().parse().ok().filter(|float: &f32| float.is_finite())
}

/// The numbers of a packed vector.
fn floats(packed: &[u8]) -> impl Iterator<Item = f32> {
    packed.as_chunks::<NUMBER>().0.iter().map(|bytes| f32::from_le_bytes(*bytes))
}

/// The shortest numeral that is this number.
fn number(float: f32) -> ApiResult<Value> {
    Number::parse(&float.to_string()).map(Value::N).map_err(ApiError::bug)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vector() -> VectorRow {
        VectorRow {
            attribute: "e".to_owned(),
            dimensions: 3,
            function: Function::Cosine,
            filters: Vec::new(),
            shows: ProjectionRow::All,
        }
    }

    fn numbers(numerals: &[&str]) -> Value {
        Value::L(numerals.iter().map(|n| Value::N(Number::parse(n).expect(n))).collect())
    }

    fn item(value: Value) -> Item {
        [("id", Value::S("a".into())), ("e", value)].into_iter().collect()
    }

    #[test]
    fn rows_have_vectors_of_32_bits() {
        let vector = vector();
        let whole = item(numbers(&["0.1", "-2", "0.12345678901234567890"]));
        let row = vector.row(&whole, whole.clone()).expect("a row");
        assert_eq!((row.get("e"), row.size()), (None, 3 + 12));
        let shown = vector.shown(row.clone(), true).expect("shown");
        assert_eq!(shown, item(numbers(&["0.1", "-2", "0.12345679"])));
        let without = vector.shown(row, false).expect("shown");
        assert_eq!(without, [("id", Value::S("a".into()))].into_iter().collect());
    }

    #[test]
    fn vectors_must_fit() {
        let vector = vector();
        let told = |item: &Item| vector.check(item, "vec").err().map(|error| error.to_string());
        for good in [numbers(&["1", "2", "3"]), numbers(&["0", "-1E-60", "3.4E38"])] {
            assert_eq!(told(&item(good.clone())), None);
            assert!(vector.packed(&item(good)).is_some());
        }
        let none: Item = [("id", Value::Null)].into_iter().collect();
        assert_eq!((told(&none), vector.packed(&none)), (None, None));
        for (bad, part) in [
            (
                numbers(&["1", "2"]),
                "Invalid size for parameter e, Expected: 3, Actual: 2. IndexName: vec",
            ),
            (numbers(&[]), "Expected: 3, Actual: 0"),
            (
                Value::S("1".into()),
                "Type mismatch for Index Key e Expected: L Actual: S IndexName: vec",
            ),
            (Value::L(vec![Value::Null; 3]), "Actual: NULL"),
            (numbers(&["1", "2", "1E39"]), "32-bit"),
        ] {
            let told = told(&item(bad.clone())).expect("refused");
            assert!(told.contains(part), "{told}");
            assert_eq!(vector.packed(&item(bad)), None);
        }
    }
}
