//! PartiQL statements that change an item, as the writes that they are; and what all statements share.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.html>

use std::sync::Arc;

use gen_dynamodb::AttributeValue;
use kernel::{ApiError, ApiResult, Cx};
use lang_dynamodb::expression::{Comparator, Condition, Operand, Path, Projection};
use lang_dynamodb::partiql::{self, Returning, Statement};
use lang_dynamodb::{Item, Value};

use crate::item_write::{Decided, ItemWrite, What};
use crate::table::{self, KeySchema, TableRow};
use crate::{convert, errors};

/// Reads a statement with its parameters.
pub(crate) fn parse(text: &str, parameters: Option<&[AttributeValue]>) -> ApiResult<Statement> {
    let parameters = parameters.unwrap_or_default().iter().map(convert::value);
    let parameters = parameters.collect::<ApiResult<Vec<Value>>>()?;
    partiql::parse(text, parameters).map_err(|error| errors::validation(error.0))
}

/// The tests that must all hold for a condition to hold.
pub(crate) fn tests_of(condition: Option<&Condition>) -> Vec<&Condition> {
    match condition {
        None => Vec::new(),
        Some(Condition::And(parts)) => parts.iter().flat_map(|part| tests_of(Some(part))).collect(),
        Some(one) => vec![one],
    }
}

/// The attribute and the value of a comparison of the two.
pub(crate) fn comparison(test: &Condition) -> Option<(&str, Comparator, &Value)> {
    match test {
        Condition::Compare(how, Operand::Path(path), Operand::Value(value))
            if path.rest.is_empty() =>
        {
            Some((&path.root, *how, value))
        }
        _ => None,
    }
}

/// The key that a condition says the item has, when it says all of it.
pub(crate) fn key_in(schema: &KeySchema, condition: Option<&Condition>) -> ApiResult<Option<Item>> {
    let tests = tests_of(condition);
    let mut key = Item::new();
    for part in schema.parts() {
        let equal = tests.iter().filter_map(|test| comparison(test));
        let mut equal = equal
            .filter(|(name, how, _)| *name == part.name && *how == Comparator::Equal)
            .map(|(_, _, value)| value);
        let Some(value) = equal.next() else { return Ok(None) };
        if !part.kind.key_type().fits(value) {
            return Err(errors::validation(format!(
                "Key attribute's data type should match its data type in table's schema: Key {}",
                part.name
            )));
        }
        key.insert(part.name.as_str(), value.clone());
    }
    Ok(Some(key))
}

fn required_key(table: &TableRow, condition: Option<&Condition>) -> ApiResult<Item> {
    key_in(&table.key, condition)?.ok_or_else(|| {
        errors::validation(
            "Where clause does not contain a mandatory equality on all key attributes",
        )
    })
}

/// A statement's write, and what of it is shown.
pub(crate) struct Change {
    pub(crate) write: ItemWrite,
    pub(crate) returning: Option<Returning>,
    /// What an update touches.
    touched: Projection,
    /// An item that is there already is a duplicate.
    pub(crate) is_insert: bool,
}

/// The write that a statement is; not for reads. `show_failed`: a condition that fails shows the item. What is wrong
/// with the statement is an error, what is wrong with the item that it names an error within.
pub(crate) async fn change(
    cx: &mut Cx<'_>,
    statement: Statement,
    show_failed: bool,
) -> ApiResult<ApiResult<Change>> {
    let table = table::of_items(cx, statement.table()).await?;
    let exists = |table: &TableRow, wanted: bool| {
        let name = table.key.hash.first().map(|part| part.name.clone()).unwrap_or_default();
        let path = Path::attribute(name);
        if wanted { Condition::Exists(path) } else { Condition::NotExists(path) }
    };
    let mut touched = Projection::default();
    let mut shown = None;
    let mut is_insert = false;
    let write = match statement {
        Statement::Insert { item, .. } => {
            is_insert = true;
            let absent = exists(&table, false);
            ItemWrite::put(table, item, Some(absent), show_failed)
        }
        Statement::Update { update, condition, returning, .. } => {
            let key = required_key(&table, condition.as_ref())?;
            let paths = update.actions.iter().map(|(path, _)| path.clone());
            touched = Projection::new(paths.collect());
            shown = returning;
            let all = condition.into_iter().chain([exists(&table, true)]).collect();
            let what = What::Update(update);
            ItemWrite::keyed(table, key, what, Some(Condition::And(all)), show_failed)
        }
        Statement::Delete { condition, returning, .. } => {
            let key = required_key(&table, condition.as_ref())?;
            shown = returning;
            // What is not there need not be deleted, whatever it should have been.
            let any = condition.into_iter().chain([exists(&table, false)]).collect();
            let what = What::Delete;
            ItemWrite::keyed(table, key, what, Some(Condition::Or(any)), show_failed)
        }
        Statement::Exists(select) => {
            if select.index.is_some() {
                return Err(errors::validation(
                    "Operations on indices are not supported in transactions",
                ));
            }
            let tests = tests_of(select.condition.as_ref()).len();
            let key = key_in(&table.key, select.condition.as_ref())?;
            let Some(key) = key.filter(|key| tests > key.len()) else {
                return Err(errors::validation(
                    "EXISTS() must contain a single item read with additional condition",
                ));
            };
            ItemWrite::keyed(table, key, What::Check, select.condition, show_failed)
        }
        Statement::Select(_) => {
            return Err(ApiError::bug("a read is no change"));
        }
    };
    Ok(write.map(|write| Change { write, returning: shown, touched, is_insert }))
}

impl Change {
    pub(crate) fn table(&self) -> &Arc<TableRow> {
        &self.write.table
    }

    /// What the RETURNING clause shows.
    pub(crate) fn shown(&self, decided: Decided) -> Option<Item> {
        let returning = self.returning?;
        let item = if returning.new { decided.new } else { decided.old }?;
        let shown = if returning.all { item } else { self.touched.of(&item) };
        (!shown.is_empty()).then_some(shown)
    }
}
