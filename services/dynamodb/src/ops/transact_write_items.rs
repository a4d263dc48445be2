//! TransactWriteItems.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html>

use gen_dynamodb::{
    AttributeValue, ConsumedCapacity, TransactWriteItem, TransactWriteItemsInput,
    TransactWriteItemsOutput,
};
use kernel::{ApiResult, Cx};
use lang_dynamodb::Item;
use lang_dynamodb::expression::{self, Condition, Kind, Update};
use schema::VecMap;

use crate::capacity::{Detail, Tally, Units, read_halves};
use crate::item_write::{self, ItemWrite, What};
use crate::transaction::{self, Reason};
use crate::{collection, convert, errors, item_key, parameters, table};

pub(crate) async fn transact_write_items(
    cx: &mut Cx<'_>,
    input: &TransactWriteItemsInput,
) -> ApiResult<TransactWriteItemsOutput> {
    let asked = input.transact_items.iter().map(asked).collect::<ApiResult<Vec<_>>>()?;
    let mut names = Vec::with_capacity(asked.len());
    let mut writes = Vec::with_capacity(asked.len());
    for one in asked {
        names.push(one.table);
        writes.push(one.write(cx).await?);
    }
    transaction::check_distinct(writes.iter().flatten())?;
    let detail = Detail::of(input.return_consumed_capacity.as_deref());
    let token = input.client_request_token.as_deref();
    let repeated = {
        let request: Vec<_> = writes.iter().flatten().map(identity).collect();
        transaction::is_repeated(cx, token, &request).await?
    };
    if repeated {
        let consumed_capacity = reread(cx, &names, &writes, detail).await?;
        return Ok(TransactWriteItemsOutput { consumed_capacity, item_collection_metrics: None });
    }
    let written = transaction::write(cx, &mut writes, |_| false).await?;

    let mut tallies = Tallies::default();
    for ((name, write), (_, written)) in names.iter().zip(writes.iter().flatten()).zip(&written) {
        tallies.of(name, write).add_written(written, 2);
    }
    let wanted = input.return_item_collection_metrics.as_deref();
    let mut metrics: VecMap<Vec<_>> = VecMap::new();
    for (name, write) in names.iter().zip(writes.iter().flatten()) {
        if let Some(one) = collection::metrics(cx, &write.table, &write.key_item, wanted).await? {
            match metrics.get_mut(name) {
                Some(of_table) => of_table.push(one),
                None => metrics.insert(*name, vec![one]),
            }
        }
    }
    Ok(TransactWriteItemsOutput {
        consumed_capacity: tallies.shown(detail, Units::Writes),
        item_collection_metrics: wanted.filter(|wanted| *wanted == "SIZE").map(|_| metrics),
    })
}

/// What makes two requests the same.
fn identity(write: &ItemWrite) -> impl std::hash::Hash + '_ {
    (&write.key, &write.what, &write.condition)
}

/// A repeated transaction reads its items instead of writing them.
async fn reread(
    cx: &mut Cx<'_>,
    names: &[&str],
    writes: &[Result<ItemWrite, Reason>],
    detail: Detail,
) -> ApiResult<Option<Vec<ConsumedCapacity>>> {
    let mut tallies = Tallies::default();
    for (name, write) in names.iter().zip(writes.iter().flatten()) {
        let size = item_write::read(cx, &write.key).await?.as_ref().map_or(0, Item::size);
        tallies.of(name, write).add_table(read_halves(size, true) * 2);
    }
    Ok(tallies.shown(detail, Units::Reads))
}

/// Capacity by table, in the order in which tables are met.
#[derive(Default)]
pub(super) struct Tallies(Vec<(String, std::sync::Arc<table::TableRow>, Tally)>);

impl Tallies {
    pub(super) fn of(&mut self, name: &str, write: &ItemWrite) -> &mut Tally {
        self.of_table(name, &write.table)
    }

    pub(super) fn of_table(
        &mut self,
        name: &str,
        table: &std::sync::Arc<table::TableRow>,
    ) -> &mut Tally {
        let at = self.0.iter().position(|(known, ..)| known == name).unwrap_or_else(|| {
            self.0.push((name.to_owned(), table.clone(), Tally::default()));
            self.0.len() - 1
        });
        &mut self.0[at].2
    }

    pub(super) fn shown(&self, detail: Detail, units: Units) -> Option<Vec<ConsumedCapacity>> {
        let all = self.0.iter().filter_map(|(name, table, t)| t.shown(detail, units, name, table));
        (detail != Detail::None).then(|| all.collect())
    }
}

/// One part of the transaction, before its table is known.
struct Asked<'i> {
    table: &'i str,
    subject: Subject,
    condition: Option<Condition>,
    show_failed: bool,
}

enum Subject {
    Item(Item),
    Key(Item, What),
}

impl Asked<'_> {
    /// What is to be written; a key that does not fit the table cancels the transaction.
    async fn write(self, cx: &mut Cx<'_>) -> ApiResult<Result<ItemWrite, Reason>> {
        let table = table::of_items(cx, self.table).await?;
        match &self.subject {
            Subject::Item(item) => item_key::check_lengths(&table, item, true)?,
            Subject::Key(key, _) => item_key::check_lengths(&table, key, false)?,
        }
        let write = match self.subject {
            Subject::Item(item) => ItemWrite::put(table, item, self.condition, self.show_failed),
            Subject::Key(key, what) => {
                ItemWrite::keyed(table, key, what, self.condition, self.show_failed)
            }
        };
        Ok(match write {
            Ok(write) => Ok(write),
            Err(error) => Err(transaction::reason_of(error)?),
        })
    }
}

/// What the four kinds of parts have in common.
struct Common<'i> {
    table: &'i str,
    update: Option<&'i str>,
    condition: Option<&'i str>,
    names: Option<&'i VecMap<String>>,
    values: Option<&'i VecMap<AttributeValue>>,
    on_failure: Option<&'i str>,
}

macro_rules! common {
    ($part:expr, $update:expr, $condition:expr) => {
        Common {
            table: &$part.table_name,
            update: $update,
            condition: $condition,
            names: $part.expression_attribute_names.as_ref(),
            values: $part.expression_attribute_values.as_ref(),
            on_failure: $part.return_values_on_condition_check_failure.as_deref(),
        }
    };
}

fn asked(wire: &TransactWriteItem) -> ApiResult<Asked<'_>> {
    match (&wire.condition_check, &wire.put, &wire.update, &wire.delete) {
        (Some(check), None, None, None) => {
            let key = convert::item(&check.key)?;
            let common = common!(check, None, Some(check.condition_expression.as_str()));
            common.asked(|_| Subject::Key(key, What::Check))
        }
        (None, Some(put), None, None) => {
            let item = convert::item(&put.item)?;
            let common = common!(put, None, put.condition_expression.as_deref());
            common.asked(|_| Subject::Item(item))
        }
        (None, None, Some(update), None) => {
            let key = convert::item(&update.key)?;
            let (text, condition) = (&update.update_expression, &update.condition_expression);
            let common = common!(update, Some(text.as_str()), condition.as_deref());
            common.asked(|update| Subject::Key(key, What::Update(update)))
        }
        (None, None, None, Some(delete)) => {
            let key = convert::item(&delete.key)?;
            let common = common!(delete, None, delete.condition_expression.as_deref());
            common.asked(|_| Subject::Key(key, What::Delete))
        }
        _ => Err(errors::validation(
            "TransactItems can only contain one of Check, Put, Update or Delete",
        )),
    }
}

impl<'i> Common<'i> {
    fn asked(self, subject: impl FnOnce(Update) -> Subject) -> ApiResult<Asked<'i>> {
        let users: &[(&str, bool)] = match self.update {
            Some(_) => &[("UpdateExpression", true), ("ConditionExpression", true)],
            None => &[("ConditionExpression", self.condition.is_some())],
        };
        let mut bindings = parameters::bindings(self.names, self.values, users, false)?;
        let update = match self.update {
            Some(text) => expression::update(text, &mut bindings).map_err(parameters::refused)?,
            None => Update::default(),
        };
        let condition = parameters::condition(Kind::Condition, self.condition, &mut bindings)?;
        parameters::check_used(&bindings)?;
        Ok(Asked {
            table: self.table,
            subject: subject(update),
            condition,
            show_failed: self.on_failure == Some("ALL_OLD"),
        })
    }
}
