//! The answer of UpdateTable: it tells of a change that is under way, with the old values of what is not there yet.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTable.html>

use gen_dynamodb::values::sse_status;
use gen_dynamodb::{GlobalSecondaryIndexDescription, TableDescription, VectorIndexDescription};

use super::Asked;
use super::indexes::Changes;
use crate::table::TableStatus;

/// The description `after` a change, told as under way, with what was `before`.
pub(crate) fn of(
    before: TableDescription,
    after: TableDescription,
    asked: Asked,
    changes: &Changes,
) -> TableDescription {
    let mut answer = after;
    let updating = asked.units
        || asked.billing
        || asked.stream
        || asked.encryption
        || asked.class
        || asked.replicas
        || asked.index_comes_or_goes;
    if updating {
        answer.table_status = Some(TableStatus::Updating.as_str().to_owned());
    }
    if asked.units {
        answer.provisioned_throughput = before.provisioned_throughput;
    }
    if asked.encryption {
        // What is switched off is still shown.
        answer.sse_description = answer.sse_description.or(before.sse_description);
        if let Some(shown) = &mut answer.sse_description {
            shown.status = Some(sse_status::UPDATING.to_owned());
        }
    }
    if asked.class {
        answer.table_class_summary = before.table_class_summary;
    }
    if asked.warm {
        answer.warm_throughput = before.warm_throughput.map(|mut warm| {
            warm.status = Some(TableStatus::Updating.as_str().to_owned());
            warm
        });
    }
    indexes(&mut answer, before.global_secondary_indexes.unwrap_or_default(), changes);
    vectors(&mut answer, before.vector_indexes.unwrap_or_default(), changes);
    answer
}

fn indexes(
    answer: &mut TableDescription,
    before: Vec<GlobalSecondaryIndexDescription>,
    changes: &Changes,
) {
    let mut shown = answer.global_secondary_indexes.take().unwrap_or_default();
    for index in &mut shown {
        let name = index.index_name.as_deref().unwrap_or_default();
        if changes.created.as_deref() == Some(name) {
            index.index_status = Some(TableStatus::Creating.as_str().to_owned());
            index.backfilling = Some(false);
        }
        if changes.updated.iter().any(|updated| updated == name) {
            index.index_status = Some(TableStatus::Updating.as_str().to_owned());
            let old = before.iter().find(|old| old.index_name == index.index_name);
            if let Some(old) = old {
                index.provisioned_throughput = old.provisioned_throughput.clone();
            }
        }
    }
    if let Some(deleted) = &changes.deleted {
        let old = before.into_iter().find(|old| old.index_name.as_ref() == Some(&deleted.name));
        shown.extend(old.map(|mut old| {
            old.index_status = Some(TableStatus::Deleting.as_str().to_owned());
            old
        }));
    }
    answer.global_secondary_indexes = (!shown.is_empty()).then_some(shown);
}

fn vectors(answer: &mut TableDescription, before: Vec<VectorIndexDescription>, changes: &Changes) {
    let mut shown = answer.vector_indexes.take().unwrap_or_default();
    let created = shown.iter_mut().find(|index| {
        changes.created.is_some() && index.index_name.as_ref() == changes.created.as_ref()
    });
    if let Some(index) = created {
        index.index_status = Some(TableStatus::Creating.as_str().to_owned());
        index.backfilling = Some(false);
    }
    let deleted = changes.deleted.as_ref().map(|index| &index.name);
    let old =
        before.into_iter().find(|old| deleted.is_some() && old.index_name.as_ref() == deleted);
    shown.extend(old.map(|mut old| {
        old.index_status = Some(TableStatus::Deleting.as_str().to_owned());
        old
    }));
    answer.vector_indexes = (!shown.is_empty()).then_some(shown);
}
