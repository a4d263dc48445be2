//! Writes of single items, as every call that writes makes them: what is to be done, whether the item allows it, and
//! doing it. A transaction decides all of its writes before it does the first.

use std::sync::Arc;

use kernel::{ApiError, ApiResult, Cx};
use lang_dynamodb::Item;
use lang_dynamodb::expression::apply::apply;
use lang_dynamodb::expression::{Action, Condition, Update};

use crate::capacity::write_halves;
use crate::table::TableRow;
use crate::tables::{ITEMS, ItemKey};
use crate::throttle::{Action as Done, Meter, Use};
use crate::write::{Cause, Written, write_item};
use crate::{errors, item_key, limits, vault};

/// A write that was read from a call, checked as far as that goes without the item.
#[derive(Clone, Debug)]
pub(crate) struct ItemWrite {
    pub(crate) table: Arc<TableRow>,
    pub(crate) key: ItemKey,
    /// The key attributes.
    pub(crate) key_item: Item,
    pub(crate) what: What,
    pub(crate) condition: Option<Condition>,
    /// Whether a failed condition shows the item.
    pub(crate) show_failed: bool,
}

/// What is to become of an item.
#[derive(Clone, Debug, Hash)]
pub(crate) enum What {
    Put(Item),
    Update(Update),
    Delete,
    /// Nothing: only the condition counts.
    Check,
}

/// Why an item does not allow a write.
pub(crate) enum Refusal {
    /// The condition does not hold; the item, when the call wants to see it, and its size.
    Condition(Option<Item>, usize),
    /// The result would be wrong.
    Invalid(ApiError),
    /// Nothing to do with the item.
    Other(ApiError),
}

/// An item before and after.
pub(crate) struct Decided {
    pub(crate) old: Option<Item>,
    pub(crate) new: Option<Item>,
}

/// The item that lies under `key`.
pub(crate) async fn read(cx: &mut Cx<'_>, key: &ItemKey) -> ApiResult<Option<Item>> {
    let Some(stored) = cx.get(&ITEMS, key).await? else { return Ok(None) };
    vault::of(cx, key.owner).await?.open(&stored.0).map(Some)
}

impl ItemWrite {
    /// A write of a whole item.
    pub(crate) fn put(
        table: Arc<TableRow>,
        item: Item,
        condition: Option<Condition>,
        show_failed: bool,
    ) -> ApiResult<ItemWrite> {
        let key = item_key::of_item(&table, &item)?;
        if item.size() > limits::MAX_ITEM {
            return Err(errors::validation("Item size has exceeded the maximum allowed size"));
        }
        let key_item = item_key::only_key(&table, &item);
        Ok(ItemWrite { table, key, key_item, what: What::Put(item), condition, show_failed })
    }

    /// A write of the item with this key.
    pub(crate) fn keyed(
        table: Arc<TableRow>,
        key_item: Item,
        what: What,
        condition: Option<Condition>,
        show_failed: bool,
    ) -> ApiResult<ItemWrite> {
        let key = item_key::of_key(&table, &key_item)?;
        if let What::Update(update) = &what {
            for (path, _) in &update.actions {
                if table.key.has(&path.root) {
                    return Err(errors::invalid(&format!(
                        "Cannot update attribute {}. This attribute is part of the key",
                        path.root
                    )));
                }
            }
        }
        Ok(ItemWrite { table, key, key_item, what, condition, show_failed })
    }

    /// What the item becomes, if it allows it. The item of a put is given away: decide once.
    pub(crate) async fn decide(&mut self, cx: &mut Cx<'_>) -> Result<Decided, Refusal> {
        let old = read(cx, &self.key).await.map_err(Refusal::Other)?;
        if let Some(condition) = &self.condition {
            let holds = match &old {
                Some(item) => condition.holds(item),
                None => condition.holds(&Item::new()),
            };
            if !holds {
                let size = old.as_ref().map_or(0, Item::size);
                return Err(Refusal::Condition(old.filter(|_| self.show_failed), size));
            }
        }
        let new = match &self.what {
            What::Put(item) => Some(item.clone()),
            What::Delete => None,
            What::Check => old.clone(),
            What::Update(update) => self.updated(update, old.as_ref()).map_err(Refusal::Invalid)?,
        };
        Ok(Decided { old, new })
    }

    fn updated(&self, update: &Update, old: Option<&Item>) -> ApiResult<Option<Item>> {
        let takes_away = |action: &Action| matches!(action, Action::Remove | Action::Delete(_));
        let only_takes = !update.actions.is_empty()
            && update.actions.iter().all(|(_, action)| takes_away(action));
        if old.is_none() && only_takes && update.actions.iter().all(|(p, _)| p.rest.is_empty()) {
            return Ok(None);
        }
        let before = old.unwrap_or(&self.key_item);
        let new = apply(update, before).map_err(|e| errors::validation(e.to_string()))?;
        item_key::check_updated_index_keys(&self.table, &new)?;
        if new.size() > limits::MAX_ITEM {
            return Err(errors::validation(
                "Item size to update has exceeded the maximum allowed size",
            ));
        }
        Ok(Some(new))
    }

    /// Writes what was decided.
    pub(crate) async fn write(&self, cx: &mut Cx<'_>, decided: &Decided) -> ApiResult<Written> {
        if matches!(self.what, What::Check) {
            let size = decided.old.as_ref().map_or(0, Item::size);
            return Ok(Written { size, ..Written::default() });
        }
        let (old, new) = (decided.old.as_ref(), decided.new.as_ref());
        write_item(cx, &self.table, old, new, Cause::Call).await
    }

    /// Decides and writes: for calls that write one item alone.
    pub(crate) async fn run(&mut self, cx: &mut Cx<'_>) -> ApiResult<(Decided, Written)> {
        let mut meter = Meter::of(cx);
        let (decided, written) = match self.run_on(cx, &mut meter).await {
            Ok(done) => done,
            Err(Refusal::Condition(item, _)) => {
                meter.spend(cx);
                return Err(errors::condition_failed(item));
            }
            Err(Refusal::Invalid(error) | Refusal::Other(error)) => return Err(error),
        };
        meter.settle(cx);
        Ok((decided, written))
    }

    /// The same on a meter that others share.
    pub(crate) async fn run_on(
        &mut self,
        cx: &mut Cx<'_>,
        meter: &mut Meter,
    ) -> Result<(Decided, Written), Refusal> {
        meter.admit_write(cx, &self.table, &self.key).map_err(Refusal::Other)?;
        let decided = match self.decide(cx).await {
            Err(Refusal::Condition(item, size)) => {
                let what = Use::of(&self.table, None, Done::Write, &self.key.bytes);
                meter.take(what, write_halves(size));
                return Err(Refusal::Condition(item, size));
            }
            decided => decided?,
        };
        let (old, new) = (decided.old.as_ref(), decided.new.as_ref());
        meter.admit_rows(cx, &self.table, &self.key, old, new).map_err(Refusal::Other)?;
        let written = self.write(cx, &decided).await.map_err(Refusal::Other)?;
        meter.wrote(&self.table, &self.key, &written, 1);
        Ok((decided, written))
    }
}
