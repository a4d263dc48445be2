//! SearchVectors: the items whose vectors are the nearest to one that is given.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_SearchVectors.html>
//!
//! Deviation: `VectorSearchRequestBytes` counts every vector of the index, or of the partition, since all are compared; AWS
//! examines a part of them.
//! Assumed: an answer of more than 16 MB is refused.

use gen_dynamodb::{
    AttributeValue, SearchResultItem, SearchVectorsInput, SearchVectorsOutput, VectorCapacity,
};
use kernel::{ApiResult, Cx};
use lang_dynamodb::expression::{Bindings, Projection};

use crate::capacity::{Detail, vector_bytes};
use crate::table::{self, IndexRow, TableRow};
use crate::vector::condition::{self, Asked};
use crate::vector::distance::Sought;
use crate::vector::search::{Outcome, Search};
use crate::vector::{self, VectorRow};
use crate::{convert, errors, item_key, limits, parameters};

pub(crate) async fn search_vectors(
    cx: &mut Cx<'_>,
    input: &SearchVectorsInput,
) -> ApiResult<SearchVectorsOutput> {
    let most = top_k(input.top_k)?;
    let mut bindings = bindings(input)?;
    let numbers = input.search_vector.iter().map(number).collect::<ApiResult<Vec<f32>>>()?;

    let table = table::of_items(cx, &input.table_name).await?;
    let (index, vector) = find(&table, &input.index_name)?;
    if numbers.len() != vector.dimensions as usize {
        return Err(errors::validation(format!(
            "Input search vector dimension {} does not match vector index dimension {}",
            numbers.len(),
            vector.dimensions
        )));
    }
    let asked =
        condition::parse(input.search_condition_expression.as_deref(), &mut bindings, index)?;
    let projection =
        parameters::projection(input.projection_expression.as_deref(), None, &mut bindings)?;
    parameters::check_used(&bindings)?;

    let Asked { partition, filter } = asked;
    let mut prefix = Vec::new();
    if let Some(value) = &partition {
        item_key::push_values(&mut prefix, &index.key, &[value]);
    }
    let sought = Sought::new(vector.function, numbers);
    let search = Search { table: &table, index, vector, prefix, filter, sought, most };
    let outcome = search.run(cx).await?;
    let examined = outcome.examined;
    let (results, returned) = shown(vector, projection.as_ref(), outcome)?;
    let detail = Detail::of(input.return_consumed_capacity.as_deref());
    Ok(SearchVectorsOutput {
        search_results: Some(results),
        consumed_capacity: (detail != Detail::None).then(|| VectorCapacity {
            vector_search_request_bytes: Some(vector_bytes(examined + returned)),
            vector_write_request_bytes: None,
        }),
    })
}

fn top_k(asked: i32) -> ApiResult<usize> {
    let most = limits::TOP_K;
    let given = usize::try_from(asked).ok().filter(|given| (1..=most).contains(given));
    given.ok_or_else(|| {
        errors::validation(format!(
            "Provided TopK value '{asked}' is out of valid range. The value must be between 1 and {most} inclusive"
        ))
    })
}

fn bindings(input: &SearchVectorsInput) -> ApiResult<Bindings> {
    parameters::bindings(
        input.expression_attribute_names.as_ref(),
        input.expression_attribute_values.as_ref(),
        &[("SearchConditionExpression", input.search_condition_expression.is_some())],
        input.projection_expression.is_some(),
    )
}

/// A number of the vector that is sought.
fn number(wire: &AttributeValue) -> ApiResult<f32> {
    let value = convert::value(wire)?;
    vector::float(&value).ok_or_else(|| {
        errors::validation(
            "Input search vector is invalid: each element must be a number of 32-bit floating point precision",
        )
    })
}

/// The vector index of this name, when it can be searched.
fn find<'t>(table: &'t TableRow, name: &str) -> ApiResult<(&'t IndexRow, &'t VectorRow)> {
    let index = table.index(name).ok_or_else(|| errors::no_such_index(name))?;
    let vector = index.vector().ok_or_else(|| errors::not_on_this_index("SearchVectors"))?;
    if index.backfilling {
        return Err(errors::validation(format!("Cannot search backfilling vector index: {name}")));
    }
    Ok((index, vector))
}

/// The items that were found, and their size. The vector is among their attributes when it is asked for.
fn shown(
    vector: &VectorRow,
    projection: Option<&Projection>,
    outcome: Outcome,
) -> ApiResult<(Vec<SearchResultItem>, usize)> {
    let attribute = vector.attribute.as_str();
    let with_vector =
        projection.is_some_and(|projection| projection.attributes().any(|name| name == attribute));
    let mut results = Vec::with_capacity(outcome.found.len());
    let mut bytes = 0;
    for found in outcome.found {
        let item = vector.shown(outcome.vault.open(&found.row.0)?, with_vector)?;
        let item = match projection {
            Some(projection) => projection.of(&item),
            None => item,
        };
        bytes += item.size();
        if bytes > limits::MAX_SEARCH {
            return Err(errors::validation(
                "The size of the response exceeds the limit of 16 MB. Use a lower TopK or project fewer attributes",
            ));
        }
        results.push(SearchResultItem {
            item: Some(convert::item_to_wire(item)),
            score: Some(found.score),
        });
    }
    Ok((results, bytes))
}
