//! Queries and scans: a page is kept under the request that it answers, for as long as the parameter group says, whatever is
//! written meanwhile.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/DAX.consistency.html>

use std::sync::Arc;

use dax_protocol::answer::{self, Page};
use dax_protocol::expression::Placeholders;
use dax_protocol::key::{self, KeySchema};
use dax_protocol::method::Method;
use dax_protocol::options::Options;
use dax_protocol::path::Path;
use gen_dynamodb::operations::{Query, Scan};
use gen_dynamodb::{QueryInput, QueryOutput, ScanInput};

use super::cache;
use super::served::{self, Outcome, Served, attributes_of, word};
use super::slot;

/// What is asked for.
pub(crate) struct Asked<'a> {
    pub(crate) method: Method,
    pub(crate) table: &'a str,
    pub(crate) keys: Option<&'a [u8]>,
    pub(crate) options: &'a Options<'a>,
    /// The request as it came.
    pub(crate) whole: &'a [u8],
}

/// Query or Scan.
pub(crate) async fn page(served: &Served, asked: &Asked<'_>) -> Outcome<Vec<u8>> {
    let Asked { method, table, options, .. } = *asked;
    let schema = served.schema(table).await?;
    let paths = served::paths(options.projection)?;
    let kind = if method == Method::Query { "query" } else { "scan" };
    let slot = slot::query(&served.name, kind, asked.whole);
    let known = match options.consistent {
        true => None,
        false => served.caches.query(&slot, served.now()),
    };
    let (page, capacity) = match known {
        Some(page) => (page, None),
        None => {
            let mut page = read(served, asked, &schema, paths.as_deref()).await?;
            let capacity = page.consumed_capacity.take();
            let page = Arc::new(page);
            if !options.consistent {
                let until = cache::until(served.now(), served.lives.1);
                served.caches.fill_query(&slot, page.clone(), until);
            }
            (page, capacity)
        }
    };
    let mut items = Vec::new();
    for item in page.items.iter().flatten() {
        let shown = served.show(&schema, item, paths.as_deref()).await?;
        items.push((schema.write(item).unwrap_or_default(), shown));
    }
    let last = page.last_evaluated_key.as_ref();
    Ok(answer::page(&Page {
        items: page.items.is_some().then_some(items),
        count: page.count.unwrap_or(0).into(),
        scanned: page.scanned_count.unwrap_or(0).into(),
        last_key: last.and_then(|key| answer::last_key(key, &schema, options.index.is_some())),
        capacity: capacity.as_ref(),
    }))
}

async fn read(
    served: &Served,
    asked: &Asked<'_>,
    schema: &KeySchema,
    paths: Option<&[Path]>,
) -> Outcome<QueryOutput> {
    let Asked { method, table, keys, options, .. } = *asked;
    let mut placeholders = Placeholders::default();
    let condition = keys.map(|bytes| placeholders.condition(bytes)).transpose()?;
    let filter = options.filter.map(|bytes| placeholders.condition(bytes)).transpose()?;
    let projection = paths.map(|paths| attributes_of(paths, &mut placeholders));
    let start = match (options.start_key, options.index) {
        (None, _) => None,
        (Some(bytes), Some(_)) => Some(key::read_named(bytes)?),
        (Some(bytes), None) => Some(schema.read(bytes)?),
    };
    // Some clients always ask for all attributes, which DynamoDB refuses along with a projection, and of indexes that lack
    // some.
    let narrower = projection.is_some() || options.index.is_some();
    let select = options.select.filter(|select| !(narrower && *select == "ALL_ATTRIBUTES"));
    if method == Method::Query {
        let input = QueryInput {
            table_name: table.to_owned(),
            index_name: options.index.map(str::to_owned),
            select: word(select),
            limit: options.limit,
            consistent_read: options.consistent.then_some(true),
            scan_index_forward: options.forward,
            exclusive_start_key: start,
            return_consumed_capacity: word(options.capacity),
            projection_expression: projection,
            filter_expression: filter,
            key_condition_expression: condition,
            expression_attribute_names: placeholders.names(),
            expression_attribute_values: placeholders.values(),
            ..QueryInput::default()
        };
        return Ok(served.ask::<Query>(input).await?);
    }
    let input = ScanInput {
        table_name: table.to_owned(),
        index_name: options.index.map(str::to_owned),
        select: word(select),
        limit: options.limit,
        consistent_read: options.consistent.then_some(true),
        exclusive_start_key: start,
        return_consumed_capacity: word(options.capacity),
        segment: options.segment,
        total_segments: options.segments,
        projection_expression: projection,
        filter_expression: filter,
        expression_attribute_names: placeholders.names(),
        expression_attribute_values: placeholders.values(),
        ..ScanInput::default()
    };
    let page = served.ask::<Scan>(input).await?;
    Ok(QueryOutput {
        items: page.items,
        count: page.count,
        scanned_count: page.scanned_count,
        last_evaluated_key: page.last_evaluated_key,
        consumed_capacity: page.consumed_capacity,
    })
}
