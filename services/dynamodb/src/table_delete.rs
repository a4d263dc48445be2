//! How a table ends: it is out of sight at once, and its name is free; what lay under its numbers is removed in the
//! background. Its stream can be read for 24 hours more.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteTable.html>

use kernel::{ApiResult, Cx};

use crate::garbage::{self, Garbage};
use crate::replica::follow;
use crate::streams::registry;
use crate::table::{IndexRow, TableRow};
use crate::tables::{POLICIES, TABLES, TAGS};
use crate::{backup, encryption, history, scaling, size, ttl};

/// Removes a table and everything of it.
pub(crate) async fn remove(cx: &mut Cx<'_>, table: &mut TableRow) -> ApiResult<()> {
    registry::close(cx, table).await?;
    follow::removed(cx, table).await?;
    ttl::stop(cx, table).await?;
    history::stop(cx, table).await?;
    size::unwatch(cx, table).await?;
    encryption::stop(cx, table).await?;
    scaling::stop(cx, table).await?;
    size::forget(cx, table.number);
    let arn = table.arn(cx)?;
    cx.delete(&POLICIES, &arn);
    cx.delete(&TAGS, &table.name);
    cx.delete(&TABLES, &table.name);
    match table.settings.recovery.enabled {
        Some(_) => backup::of_deleted(cx, table).await?,
        None => garbage::throw_away(cx, Garbage::Items(table.number)).await?,
    }
    for index in &table.indexes {
        remove_index(cx, index).await?;
    }
    Ok(())
}

/// Removes the rows of an index.
pub(crate) async fn remove_index(cx: &mut Cx<'_>, index: &IndexRow) -> ApiResult<()> {
    size::forget(cx, index.number);
    garbage::throw_away(cx, Garbage::Index(index.number)).await
}
