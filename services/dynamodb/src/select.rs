//! What queries and scans show: `Select` with what it goes with, and what an index has of it.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html#DDB-Query-request-Select>

use kernel::ApiResult;
use lang_dynamodb::expression::{Condition, Projection};

use crate::errors;
use crate::page::Target;
use crate::table::{IndexRow, ProjectionRow, TableRow};

/// How a page shows items.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Shape {
    pub(crate) count_only: bool,
    /// Items themselves are read where the index has too little.
    pub(crate) fetch: bool,
}

/// Checks `Select` against the parameter that names attributes (`ProjectionExpression` or `AttributesToGet`).
pub(crate) fn check(select: Option<&str>, named_by: Option<&str>, index: bool) -> ApiResult<()> {
    let clash = |what: &str| {
        let parameter = named_by.unwrap_or_default();
        Err(errors::validation(format!(
            "Cannot specify the {parameter} when choosing to get {what}"
        )))
    };
    match (select, named_by) {
        (Some("COUNT"), Some(_)) => clash("only the Count"),
        (Some(all @ ("ALL_ATTRIBUTES" | "ALL_PROJECTED_ATTRIBUTES")), Some(_)) => clash(all),
        (Some("SPECIFIC_ATTRIBUTES"), None) => Err(errors::validation(
            "Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES",
        )),
        (Some("ALL_PROJECTED_ATTRIBUTES"), None) if !index => Err(errors::validation(
            "ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName",
        )),
        _ => Ok(()),
    }
}

/// What `select` means for `target`.
pub(crate) fn shape(
    target: &Target<'_>,
    select: Option<&str>,
    projection: Option<&Projection>,
    filter: Option<&Condition>,
) -> ApiResult<Shape> {
    let count_only = select == Some("COUNT");
    let Some((_, index)) = target.index else { return Ok(Shape { count_only, fetch: false }) };
    if *index.shows() == ProjectionRow::All {
        return Ok(Shape { count_only, fetch: false });
    }
    if select == Some("ALL_ATTRIBUTES") {
        if !index.local {
            return Err(errors::invalid(&format!(
                "Select type ALL_ATTRIBUTES is not supported for global secondary index {} because its \
                 projection type is not ALL",
                index.name
            )));
        }
        return Ok(Shape { count_only, fetch: true });
    }
    let mut needed: Vec<&str> = projection.into_iter().flat_map(Projection::attributes).collect();
    if let Some(filter) = filter {
        filter.each_path(&mut |path| needed.push(&path.root));
    }
    needed.retain(|name| !has(target.table, index, name));
    needed.sort_unstable();
    needed.dedup();
    if !needed.is_empty() && !index.local {
        return Err(errors::invalid(&format!(
            "Global secondary index {} does not project [{}]",
            index.name,
            needed.join(", ")
        )));
    }
    Ok(Shape { count_only, fetch: !needed.is_empty() })
}

/// Whether `index` shows the attribute.
fn has(table: &TableRow, index: &IndexRow, name: &str) -> bool {
    let included = match index.shows() {
        ProjectionRow::Include(names) => names.iter().any(|included| included == name),
        ProjectionRow::All => true,
        ProjectionRow::KeysOnly | ProjectionRow::Vector(_) => false,
    };
    included || table.key.has(name) || index.key.has(name)
}
