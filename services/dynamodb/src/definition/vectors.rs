//! Vector indexes: how many, of which attributes and dimensions, with which filters.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/VectorSearch.Requirements.html>

use gen_dynamodb::values::{projection_type, search_schema_element_type};
use gen_dynamodb::{AttributeDefinition, KeySchemaElement, SearchSchemaElement, VectorIndex};
use kernel::{ApiError, ApiResult};

use super::indexes::{self, Named};
use super::throughput::Mode;
use crate::table_input;
use crate::{errors, limits};

/// Whether an element of a search schema is the partition key.
pub(crate) fn is_hash(element: &SearchSchemaElement) -> bool {
    element.search_schema_element_type == search_schema_element_type::HASH
}

fn schema(index: &VectorIndex) -> &[SearchSchemaElement] {
    index.search_schema.as_deref().unwrap_or_default()
}

/// The attributes of all search schemas.
pub(crate) fn searched(indexes: &[VectorIndex]) -> Vec<&str> {
    let all = indexes.iter().flat_map(schema);
    all.map(|element| element.attribute_name.as_str()).collect()
}

/// Every attribute of a search schema has a type.
pub(crate) fn check_defined(
    indexes: &[VectorIndex],
    definitions: &[AttributeDefinition],
) -> ApiResult<()> {
    let defined = |name: &&str| definitions.iter().any(|one| one.attribute_name == *name);
    match searched(indexes).iter().all(defined) {
        true => Ok(()),
        false => Err(not_defined()),
    }
}

/// An attribute of a search schema that has no type.
pub(crate) fn not_defined() -> ApiError {
    errors::refused("One element in SearchSchema is not defined in attribute definitions")
}

/// A vector index of a table that is not on demand.
pub(crate) fn needs_on_demand(index: &str) -> ApiError {
    errors::refused(format!(
        "Vector indexes are supported only when BillingMode is PAY_PER_REQUEST. Vector index: {index}"
    ))
}

/// Checks the vector indexes of a table that is created; `named` is what its other indexes are.
pub(crate) fn check<'a>(
    table: &[KeySchemaElement],
    vectors: &'a [VectorIndex],
    mut named: Named<'a>,
    mode: Mode,
) -> ApiResult<()> {
    if vectors.is_empty() {
        return Err(errors::refused("List of VectorIndexes is empty"));
    }
    if vectors.len() > limits::VECTOR_INDEXES {
        return Err(errors::refused(format!(
            "VectorIndex count exceeds the per-table limit of {}",
            limits::VECTOR_INDEXES
        )));
    }
    let key: Vec<&str> = table.iter().map(|key| key.attribute_name.as_str()).collect();
    for (at, index) in vectors.iter().enumerate() {
        named.add(&index.index_name)?;
        named.projected += check_one(index, &key, mode)?;
        for other in &vectors[..at] {
            check_dimensions(index, &other.vector_attribute.attribute_name, other.dimensions)?;
        }
    }
    indexes::check_projected(named.projected)
}

/// Checks one; returns how many attributes count as named by its projection.
pub(crate) fn check_one(index: &VectorIndex, key: &[&str], mode: Mode) -> ApiResult<usize> {
    let name = &index.index_name;
    if mode == Mode::Provisioned {
        return Err(needs_on_demand(name));
    }
    dimensions(index)?;
    let schema = schema(index);
    for (at, element) in schema.iter().enumerate() {
        if schema[..at].iter().any(|other| other.attribute_name == element.attribute_name) {
            return Err(errors::refused(format!(
                "Duplicate attribute in SearchSchema: {}. Vector index: {name}",
                element.attribute_name
            )));
        }
    }
    let hashes = schema.iter().filter(|element| is_hash(element)).count();
    let filters = schema.len() - hashes;
    for (kind, count, most) in
        [("HASH", hashes, 1), ("INLINE_FILTER", filters, limits::INLINE_FILTERS)]
    {
        if count > most {
            return Err(errors::refused(format!(
                "The SearchSchema exceeds the maximum allowed number of {kind} elements: {most}. Vector index: {name}"
            )));
        }
    }
    let attribute = &index.vector_attribute.attribute_name;
    let searched = schema.iter().any(|element| element.attribute_name == *attribute);
    if searched || key.contains(&attribute.as_str()) {
        return Err(errors::refused(format!(
            "The vector attribute cannot be a key attribute or in the SearchSchema: {attribute}. Vector index: {name}"
        )));
    }
    let projected = indexes::check_projection(&index.projection)?;
    Ok(match index.projection.projection_type.as_deref() {
        Some(projection_type::INCLUDE) => projected + 1 + filters,
        _ => 0,
    })
}

/// The dimensions of an index, when it can have so many.
pub(crate) fn dimensions(index: &VectorIndex) -> ApiResult<u32> {
    let most = limits::DIMENSIONS;
    let given = u32::try_from(index.dimensions).ok().filter(|given| (1..=most).contains(given));
    given.ok_or_else(|| {
        errors::refused(format!(
            "Dimensions {} is out of valid range. The value must be between 1 and {most} inclusive. Vector index: {}",
            index.dimensions, index.index_name
        ))
    })
}

/// Indexes of the same attribute have the same dimensions.
pub(crate) fn check_dimensions(
    index: &VectorIndex,
    attribute: &str,
    dimensions: i64,
) -> ApiResult<()> {
    let own = &index.vector_attribute.attribute_name;
    if own != attribute || index.dimensions == dimensions {
        return Ok(());
    }
    Err(errors::refused(format!(
        "All vector indexes on the attribute {attribute} must have the same Dimensions: {dimensions}. Vector index: {}",
        index.index_name
    )))
}

/// Whether two are the same, whatever their names: the order of elements does not matter.
pub(crate) fn is_same(one: &VectorIndex, other: &VectorIndex) -> bool {
    let elements = |index: &VectorIndex| {
        let one =
            |element: &SearchSchemaElement| (element.attribute_name.clone(), is_hash(element));
        let mut all: Vec<_> = schema(index).iter().map(one).collect();
        all.sort();
        all
    };
    one.vector_attribute == other.vector_attribute
        && one.dimensions == other.dimensions
        && one.distance_function == other.distance_function
        && table_input::projection(&one.projection) == table_input::projection(&other.projection)
        && elements(one) == elements(other)
}

#[cfg(test)]
mod tests {
    use gen_dynamodb::{Projection, VectorAttributeDefinition};

    use super::*;

    /// An index of `e` with these elements: `name:H` and `name:F`.
    fn index(name: &str, elements: &str) -> VectorIndex {
        let one = |pair: &str| {
            let (name, kind) = pair.split_once(':').expect("name:kind");
            let kind = if kind == "H" { "HASH" } else { "INLINE_FILTER" };
            SearchSchemaElement {
                attribute_name: name.to_owned(),
                search_schema_element_type: kind.to_owned(),
            }
        };
        let schema: Vec<_> = elements.split_whitespace().map(one).collect();
        VectorIndex {
            index_name: name.to_owned(),
            vector_attribute: VectorAttributeDefinition { attribute_name: "e".to_owned() },
            search_schema: (!schema.is_empty()).then_some(schema),
            projection: Projection {
                projection_type: Some("ALL".into()),
                non_key_attributes: None,
            },
            dimensions: 4,
            distance_function: "COSINE".to_owned(),
        }
    }

    fn told(vectors: &[VectorIndex], mode: Mode) -> Option<String> {
        let key = KeySchemaElement { attribute_name: "p".into(), key_type: "HASH".into() };
        let error = check(&[key], vectors, Named::default(), mode).err()?;
        assert_eq!((error.code(), error.status()), ("ValidationException", 400));
        error.message().map(str::to_owned)
    }

    #[test]
    fn what_a_table_can_have() {
        let filters: String = (0..18).map(|n| format!("f{n}:F ")).collect();
        let good = index("one", &format!("h:H {filters}"));
        assert_eq!(told(&[good.clone(), index("two", "")], Mode::OnDemand), None);
        let with = |change: &dyn Fn(&mut VectorIndex)| {
            let mut changed = index("one", "h:H f:F");
            change(&mut changed);
            vec![changed]
        };
        let many = |count: usize| -> Vec<VectorIndex> {
            (0..count).map(|n| index(&format!("i{n:02}"), "")).collect()
        };
        assert_eq!(told(&many(5), Mode::OnDemand), None);
        for (vectors, part) in [
            (vec![], "List of VectorIndexes is empty"),
            (many(6), "VectorIndex count exceeds the per-table limit of 5"),
            (vec![index("one", ""), index("one", "")], "Duplicate index name: one"),
            (with(&|index| index.dimensions = 4_097), "between 1 and 4096 inclusive"),
            (vec![index("one", "a:H b:H")], "number of HASH elements: 1"),
            (vec![index("one", &format!("{filters} x:F"))], "number of INLINE_FILTER elements: 18"),
            (vec![index("one", "a:H a:F")], "Duplicate attribute in SearchSchema: a"),
            (vec![index("one", "e:F")], "cannot be a key attribute or in the SearchSchema: e"),
            (
                with(&|index| index.vector_attribute.attribute_name = "p".into()),
                "cannot be a key attribute or in the SearchSchema: p",
            ),
            (
                with(&|index| index.projection.projection_type = None),
                "Unknown ProjectionType: null",
            ),
            (
                [index("one", ""), VectorIndex { dimensions: 5, ..index("two", "") }].to_vec(),
                "All vector indexes on the attribute e must have the same Dimensions: 4",
            ),
        ] {
            let told = told(&vectors, Mode::OnDemand).expect(part);
            assert!(told.contains(part), "{told}");
        }
        let told = told(&[good], Mode::Provisioned).expect("refused");
        assert!(told.contains("only when BillingMode is PAY_PER_REQUEST"), "{told}");
    }

    #[test]
    fn the_same_under_another_name() {
        let one = index("one", "h:H f:F g:F");
        assert!(is_same(&one, &index("two", "g:F h:H f:F")));
        assert!(!is_same(&one, &index("one", "h:F f:F g:F")));
        assert!(!is_same(&one, &VectorIndex { dimensions: 5, ..one.clone() }));
        assert!(!is_same(
            &one,
            &VectorIndex { distance_function: "EUCLIDEAN".into(), ..one.clone() }
        ));
    }
}
