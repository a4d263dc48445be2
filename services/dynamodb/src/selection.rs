//! PartiQL reads: from a WHERE clause to ranges of keys (or all of them), read page by page.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.select.html>

use kernel::{ApiResult, Cx};
use lang_dynamodb::expression::key_condition::KeyTest;
use lang_dynamodb::expression::{Comparator, Condition, Operand, Path, PathPart};
use lang_dynamodb::partiql::Select;
use lang_dynamodb::{Item, Value};

use crate::capacity::Tally;
use crate::key_range::{self, KeyBounds};
use crate::page::{Reading, Target};
use crate::select;
use crate::statement::{comparison, tests_of};
use crate::table::{KeyPart, TableRow};
use crate::{convert, errors};

/// The most ranges that one statement is taken apart into.
const MAX_RANGES: usize = 50;

/// Where a page ended: which range, and the key within it.
pub(crate) struct Position {
    pub(crate) range: usize,
    pub(crate) key: Vec<u8>,
}

/// What a statement read.
#[derive(Default)]
pub(crate) struct Selected {
    pub(crate) items: Vec<Item>,
    pub(crate) tally: Tally,
    pub(crate) next: Option<Position>,
    pub(crate) last: Option<Item>,
}

/// Reads a page of what `select` asks.
pub(crate) async fn read(
    cx: &mut Cx<'_>,
    table: &TableRow,
    select: &Select,
    consistent: bool,
    limit: Option<usize>,
    from: Option<Position>,
) -> ApiResult<Selected> {
    let unknown = |name: &String| table.indexes.iter().all(|index| index.name != *name);
    if select.index.as_ref().is_some_and(unknown) {
        return Err(errors::validation("The table does not have the specified index"));
    }
    let target = Target::find(table, select.index.as_deref(), "Query")?;
    if consistent && target.global().is_some() {
        return Err(errors::validation(
            "Strongly consistent read is not supported on Global Secondary Indexes",
        ));
    }
    let ranges = ranges(&target, select.condition.as_ref())?;
    let reverse = order(&target, select, ranges.is_some())?;
    let ranges = ranges.unwrap_or_else(|| vec![KeyBounds::default()]);
    let shape = shape(&target, select)?;
    let (first, mut start) = from.map_or((0, None), |from| (from.range, Some(from.key)));
    let mut out = Selected::default();
    let mut left = limit;
    for (at, bounds) in ranges.into_iter().enumerate().skip(first) {
        let reading = Reading {
            target,
            bounds,
            reverse,
            start: start.take(),
            limit: left,
            filter: select.condition.clone(),
            projection: None,
            count_only: false,
            fetch: shape.fetch,
            consistent,
        };
        let page = reading.page(cx).await?;
        out.tally.add(&page.tally);
        out.items.extend(page.items.iter().map(|item| shown(&select.paths, item)));
        left = left.map(|left| left.saturating_sub(page.scanned));
        if let Some(last) = page.last {
            let key = target.position(&last).unwrap_or_default();
            out.next = Some(Position { range: at, key });
            out.last = Some(last);
            break;
        }
    }
    Ok(out)
}

/// Ranges of keys when the condition names partitions; `None` when everything must be looked at.
fn ranges(target: &Target<'_>, condition: Option<&Condition>) -> ApiResult<Option<Vec<KeyBounds>>> {
    let tests = tests_of(condition);
    let schema = target.key();
    let [hash] = &schema.hash[..] else { return Ok(None) };
    let Some(values) = tests.iter().find_map(|test| partition_values(hash, test)) else {
        return Ok(None);
    };
    if values.iter().any(|value| !hash.kind.key_type().fits(value)) {
        return Ok(None);
    }
    if values.len() > MAX_RANGES {
        return Err(errors::validation("Too many decomposed read operations for a given query."));
    }
    let sort = schema.range.first().and_then(|part| {
        tests.iter().find_map(|test| Some((part.name.clone(), sort_test(part, test)?)))
    });
    let bounds = values.into_iter().map(|value| {
        let equal = (hash.name.clone(), KeyTest::Compare(Comparator::Equal, value.clone()));
        key_range::bounds(schema, std::iter::once(equal).chain(sort.clone()).collect())
    });
    bounds.collect::<ApiResult<Vec<_>>>().map(Some)
}

fn partition_values(hash: &KeyPart, test: &Condition) -> Option<Vec<Value>> {
    if let Some((name, Comparator::Equal, value)) = comparison(test) {
        return (name == hash.name).then(|| vec![value.clone()]);
    }
    let Condition::In(Operand::Path(path), list) = test else { return None };
    if !path.rest.is_empty() || path.root != hash.name {
        return None;
    }
    let value = |operand: &Operand| match operand {
        Operand::Value(value) => Some(value.clone()),
        _ => None,
    };
    let mut values: Vec<Value> = Vec::new();
    for operand in list {
        let value = value(operand)?;
        if !values.contains(&value) {
            values.push(value);
        }
    }
    Some(values)
}

/// The test of the sort key that a condition is, when it is one that a range can stand for.
fn sort_test(part: &KeyPart, test: &Condition) -> Option<KeyTest> {
    let fits = |value: &Value| part.kind.key_type().fits(value);
    if let Some((name, how, value)) = comparison(test) {
        let usable = name == part.name && how != Comparator::NotEqual && fits(value);
        return usable.then(|| KeyTest::Compare(how, value.clone()));
    }
    match test {
        Condition::Between(Operand::Path(path), Operand::Value(low), Operand::Value(high))
            if *path == Path::attribute(part.name.as_str()) && fits(low) && fits(high) =>
        {
            Some(KeyTest::Between(low.clone(), high.clone()))
        }
        Condition::BeginsWith(Operand::Path(path), Operand::Value(start))
            if *path == Path::attribute(part.name.as_str()) && fits(start) =>
        {
            Some(KeyTest::BeginsWith(start.clone()))
        }
        _ => None,
    }
}

/// Whether items come in descending order.
fn order(target: &Target<'_>, select: &Select, keyed: bool) -> ApiResult<bool> {
    if select.order.is_empty() {
        return Ok(false);
    }
    if !keyed {
        return Err(errors::validation(
            "Must have at least one non-optional hash key condition in WHERE clause when using ORDER BY clause.",
        ));
    }
    let key = target.key();
    for (name, _) in &select.order {
        if !key.has(name) {
            return Err(errors::validation(format!(
                "Variable reference {name} in ORDER BY clause must be part of the primary key"
            )));
        }
    }
    let sort = select.order.iter().find(|(name, _)| key.range.iter().any(|p| p.name == *name));
    Ok(sort.is_some_and(|(_, descending)| *descending))
}

fn shape(target: &Target<'_>, asked: &Select) -> ApiResult<select::Shape> {
    let everything = asked.paths.is_empty() && target.index.is_some_and(|(_, index)| index.local);
    let projection = lang_dynamodb::expression::Projection::new(asked.paths.clone());
    let projection = (!asked.paths.is_empty()).then_some(projection);
    let all = everything.then_some("ALL_ATTRIBUTES");
    select::shape(target, all, projection.as_ref(), asked.condition.as_ref())
}

/// The parts of an item that the paths name, each under the name that ends its path.
pub(crate) fn shown(paths: &[Path], item: &Item) -> Item {
    if paths.is_empty() {
        return item.clone();
    }
    let mut out = Item::new();
    for path in paths {
        let Some(value) = path.find(item) else { continue };
        let mut name = path.root.clone();
        for part in &path.rest {
            match part {
                PathPart::Name(inner) => name.clone_from(inner),
                PathPart::Index(index) => name.push_str(&format!("[{index}]")),
            }
        }
        out.insert(name, value.clone());
    }
    out
}

/// A page's position, sealed.
pub(crate) fn token(cx: &Cx<'_>, statement: &str, position: &Position) -> String {
    let range = u32::try_from(position.range).unwrap_or(u32::MAX);
    let bytes = [&range.to_be_bytes()[..], &position.key].concat();
    cx.page_token().seal(&[statement], &bytes)
}

/// The position that a token holds.
pub(crate) fn position(cx: &Cx<'_>, statement: &str, token: &str) -> ApiResult<Position> {
    let bytes = cx.page_token().open(&[statement], token);
    let bytes = bytes.map_err(|_| errors::validation("Invalid NextToken"))?;
    let (range, key) = bytes.split_first_chunk().unwrap_or((&[0; 4], &[]));
    Ok(Position { range: u32::from_be_bytes(*range) as usize, key: key.to_vec() })
}

/// Items as the wire has them.
pub(crate) fn to_wire(items: Vec<Item>) -> Vec<schema::VecMap<gen_dynamodb::AttributeValue>> {
    items.into_iter().map(convert::item_to_wire).collect()
}
