//! Backups: the items of a table as of one moment, and the table that they make again. A small table's is made at
//! once; a large one's in the background, from its history, while writes go on.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/backuprestore_HowItWorks.html>

mod show;

use std::time::Duration;

use kernel::{ApiError, ApiResult, Arn, Cx, Job, Timestamp};
use lang_dynamodb::codec;
use serde::{Deserialize, Serialize};

use gen_dynamodb::errors as modelled;

use crate::errors;
use crate::garbage::{self, Garbage};
use crate::history::{self, Moment};
use crate::table::{self, TableRow};
use crate::table_name::TableName;
use crate::tables::{BACKUP_ITEMS, BACKUPS, ITEMS, ItemKey, TABLES};

pub(crate) use show::{details, features, source, summary};

/// Copies some more items into the backup with this id, or does away with it when it has expired.
pub(crate) static COPY: Job<String> = Job::new("dynamodb.backup");

/// Items that one transaction copies.
const AT_ONCE: usize = 100;
/// How long the backup is kept that DynamoDB itself makes of a deleted table.
const SYSTEM_LIFE: Duration = Duration::from_secs(35 * 86_400);

/// A backup.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct BackupRow {
    pub(crate) id: String,
    /// What its items lie under.
    pub(crate) number: u64,
    pub(crate) name: String,
    pub(crate) created: Timestamp,
    /// Of those that DynamoDB makes itself.
    pub(crate) expires: Option<Timestamp>,
    pub(crate) items: i64,
    pub(crate) bytes: i64,
    /// The table, as it was.
    pub(crate) table: TableRow,
    /// What is still to be copied; nothing when it is there.
    pub(crate) copying: Option<Copying>,
    /// Restores that read it.
    pub(crate) restoring: u32,
}

/// How far the copy is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Copying {
    from: From,
    after: Option<Vec<u8>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum From {
    /// A living table, as of a moment.
    Table(Moment),
    /// The rows of a table that is deleted: they are moved.
    Remains,
}

impl BackupRow {
    /// Its ARN.
    pub(crate) fn arn(&self, cx: &Cx<'_>) -> ApiResult<String> {
        Ok(format!("{}/backup/{}", self.table.arn(cx)?, self.id))
    }

    pub(crate) fn is_system(&self) -> bool {
        self.expires.is_some()
    }
}

/// Makes a backup of `table`, which it saves when need be.
pub(crate) async fn create(cx: &mut Cx<'_>, table: &TableRow, name: &str) -> ApiResult<BackupRow> {
    let id = format!("{:014}-{}", cx.now().as_millis(), cx.random().hex(4));
    let mut backup = BackupRow {
        id,
        number: cx.next_sequence(),
        name: name.to_owned(),
        created: cx.now(),
        expires: None,
        items: 0,
        bytes: 0,
        table: table.clone(),
        copying: Some(Copying { from: From::Table(Moment::now(cx)), after: None }),
        restoring: 0,
    };
    copy_some(cx, &mut backup).await?;
    if backup.copying.is_some() {
        let mut table = table.clone();
        table.settings.recovery.copies += 1;
        table::save(cx, &table);
        go_on(cx, &backup.id).await?;
    }
    cx.put(&BACKUPS, &backup.id, &backup);
    Ok(backup)
}

/// The backup that DynamoDB makes of a table with point-in-time recovery when it is deleted. It takes the items over.
pub(crate) async fn of_deleted(cx: &mut Cx<'_>, table: &TableRow) -> ApiResult<()> {
    let mut backup = BackupRow {
        id: format!("{:014}-00000000", cx.now().as_millis()),
        number: cx.next_sequence(),
        name: format!("{}$DeletedTableBackup", table.name),
        created: cx.now(),
        expires: Some(cx.now().plus(SYSTEM_LIFE)),
        items: 0,
        bytes: 0,
        table: table.clone(),
        copying: Some(Copying { from: From::Remains, after: None }),
        restoring: 0,
    };
    while cx.has(&BACKUPS, &backup.id).await? {
        backup.id = format!("{:014}-{}", cx.now().as_millis(), cx.random().hex(4));
    }
    copy_some(cx, &mut backup).await?;
    cx.put(&BACKUPS, &backup.id, &backup);
    match backup.copying {
        Some(_) => go_on(cx, &backup.id).await,
        None => end_later(cx, &backup).await,
    }
}

async fn go_on(cx: &mut Cx<'_>, id: &String) -> ApiResult<()> {
    let now = cx.now();
    cx.schedule(&COPY, id, now, id).await
}

async fn end_later(cx: &mut Cx<'_>, backup: &BackupRow) -> ApiResult<()> {
    match backup.expires {
        Some(due) => cx.schedule(&COPY, &backup.id, due, &backup.id).await,
        None => Ok(()),
    }
}

/// Copies some more, or ends a backup that has expired.
pub(crate) async fn step(cx: &mut Cx<'_>, raw: &[u8]) -> ApiResult<()> {
    let id = COPY.payload(raw)?;
    let Some(mut backup) = cx.get(&BACKUPS, &id).await? else { return Ok(()) };
    if backup.copying.is_none() {
        let over = backup.expires.is_some_and(|at| at <= cx.now());
        return if over { remove(cx, &backup).await } else { end_later(cx, &backup).await };
    }
    copy_some(cx, &mut backup).await?;
    cx.put(&BACKUPS, &id, &backup);
    if backup.copying.is_some() {
        return go_on(cx, &id).await;
    }
    if !backup.is_system() {
        copied(cx, &backup.table.name, backup.table.number).await?;
    }
    end_later(cx, &backup).await
}

/// A copy of this table's history is made: what nobody else needs of it goes.
pub(crate) async fn copied(cx: &mut Cx<'_>, table: &TableName, number: u64) -> ApiResult<()> {
    let Some(mut row) = cx.get(&TABLES, table).await?.filter(|row| row.number == number) else {
        return Ok(());
    };
    row.settings.recovery.copies = row.settings.recovery.copies.saturating_sub(1);
    table::save(cx, &row);
    if row.settings.recovery.keeps_history() {
        return Ok(());
    }
    history::stop(cx, &row).await
}

async fn copy_some(cx: &mut Cx<'_>, backup: &mut BackupRow) -> ApiResult<()> {
    let Some(copying) = backup.copying.clone() else { return Ok(()) };
    let owner = backup.table.number;
    let page = match copying.from {
        From::Table(moment) => {
            history::page(cx, owner, moment, copying.after.as_deref(), AT_ONCE).await?
        }
        From::Remains => remains(cx, owner).await?,
    };
    for (bytes, item) in page.items {
        backup.items += 1;
        let size = i64::try_from(codec::size_of(&item.0)).unwrap_or(i64::MAX);
        backup.bytes = backup.bytes.saturating_add(size);
        cx.put(&BACKUP_ITEMS, &ItemKey { owner: backup.number, bytes }, &item);
    }
    backup.copying = page.next.map(|after| Copying { after: Some(after), ..copying });
    Ok(())
}

/// Takes some items from what is left of a deleted table.
async fn remains(cx: &mut Cx<'_>, owner: u64) -> ApiResult<history::Page> {
    let range = cx.rows(&ITEMS).prefix(&owner);
    let rows = cx.range(&ITEMS, &range, AT_ONCE).await?;
    for (key, _) in &rows {
        cx.delete(&ITEMS, key);
    }
    if !rows.is_empty() {
        cx.add_rows(&ITEMS, &owner, -i64::try_from(rows.len()).unwrap_or(i64::MAX));
    }
    let next = (rows.len() == AT_ONCE).then(|| rows.last().map(|(key, _)| key.bytes.clone()));
    let items = rows.into_iter().map(|(key, item)| (key.bytes, item)).collect();
    Ok(history::Page { items, next: next.flatten() })
}

/// Some items of a backup.
pub(crate) async fn page(
    cx: &mut Cx<'_>,
    number: u64,
    after: Option<Vec<u8>>,
    limit: usize,
) -> ApiResult<history::Page> {
    let mut range = cx.rows(&BACKUP_ITEMS).prefix(&number);
    if let Some(bytes) = after {
        range = range.after(&ItemKey { owner: number, bytes });
    }
    let rows = cx.range(&BACKUP_ITEMS, &range, limit).await?;
    let next = (rows.len() == limit).then(|| rows.last().map(|(key, _)| key.bytes.clone()));
    let items = rows.into_iter().map(|(key, item)| (key.bytes, item)).collect();
    Ok(history::Page { items, next: next.flatten() })
}

/// Does away with a backup.
pub(crate) async fn remove(cx: &mut Cx<'_>, backup: &BackupRow) -> ApiResult<()> {
    cx.cancel(&COPY, &backup.id).await?;
    cx.delete(&BACKUPS, &backup.id);
    garbage::throw_away(cx, Garbage::Backup(backup.number)).await
}

/// The backup with this ARN.
pub(crate) async fn find(cx: &mut Cx<'_>, text: &str) -> ApiResult<BackupRow> {
    let (table, id) = parse(text).ok_or_else(|| errors::validation("Invalid Backup ARN"))?;
    let found = cx.get(&BACKUPS, &id).await?.filter(|backup| backup.table.name.0 == table);
    found.ok_or_else(|| modelled::backup_not_found_exception(format!("Backup not found: {text}")))
}

/// The table and the id in a backup's ARN.
pub(crate) fn parse(text: &str) -> Option<(String, String)> {
    let arn = text.parse::<Arn>().ok().filter(|arn| arn.service() == "dynamodb")?;
    let (table, id) = arn.resource().strip_prefix("table/")?.split_once("/backup/")?;
    let whole = !table.is_empty() && !id.is_empty() && !id.contains('/');
    whole.then(|| (table.to_owned(), id.to_owned()))
}

/// What is being restored, or still made, stays as it is.
pub(crate) fn require_idle(backup: &BackupRow) -> ApiResult<()> {
    match backup.copying.is_some() || backup.restoring > 0 {
        true => Err(in_use(&backup.id)),
        false => Ok(()),
    }
}

fn in_use(id: &str) -> ApiError {
    modelled::backup_in_use_exception(format!("Backup is being used: {id}"))
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn arns() {
        let arn =
            "arn:aws:dynamodb:us-east-1:000000000000:table/orders/backup/01489602797149-73d8d5bc";
        let parts = ("orders".to_owned(), "01489602797149-73d8d5bc".to_owned());
        assert_eq!(parse(arn), Some(parts));
        for other in [
            "",
            "orders",
            "arn:aws:dynamodb:us-east-1:000000000000:table/orders",
            "arn:aws:dynamodb:us-east-1:000000000000:table/orders/backup/",
            "arn:aws:s3:us-east-1:000000000000:table/orders/backup/1",
        ] {
            assert_eq!(parse(other), None, "{other}");
        }
    }
}
