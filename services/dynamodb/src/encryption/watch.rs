//! Looks every minute whether the keys of KMS can be used that tables are encrypted under: a table whose key cannot be is
//! inaccessible, until it can be again.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_SSEDescription.html>

use std::time::Duration;

use gen_kms::DescribeKeyRequest;
use gen_kms::operations::DescribeKey;
use kernel::{ApiResult, Cx, Job};

use super::{DataKeyRow, KmsKey};
use crate::table::{self, TableRow, TableStatus};
use crate::table_name::TableName;
use crate::tables::{DATA_KEYS, TABLES};

/// Looks after the key of the table with this name and number.
pub(crate) static WATCH: Job<(TableName, u64)> = Job::new("dynamodb.watch-key");

const EVERY: Duration = Duration::from_secs(60);

pub(super) async fn begin(cx: &mut Cx<'_>, table: &TableRow) -> ApiResult<()> {
    later(cx, &table.name, table.number).await
}

async fn later(cx: &mut Cx<'_>, table: &TableName, number: u64) -> ApiResult<()> {
    let due = cx.now().plus(EVERY);
    cx.schedule(&WATCH, table.as_str(), due, &(table.clone(), number)).await
}

/// No more of that: the table goes, or its key is not KMS's any more.
pub(crate) async fn stop(cx: &mut Cx<'_>, table: &TableRow) -> ApiResult<()> {
    cx.cancel(&WATCH, table.name.as_str()).await
}

/// Looks.
pub(crate) async fn watch(cx: &mut Cx<'_>, raw: &[u8]) -> ApiResult<()> {
    let (name, number) = WATCH.payload(raw)?;
    let table = cx.get(&TABLES, &name).await?.filter(|table| table.number == number);
    let row = cx.get(&DATA_KEYS, &number).await?;
    let (Some(table), Some(DataKeyRow { kms: Some(kms), .. })) = (table, row) else {
        return Ok(());
    };
    let usable = is_usable(cx, &kms.arn).await?;
    if usable == kms.inaccessible.is_some() {
        set(cx, table, usable).await?;
    }
    later(cx, &name, number).await
}

async fn is_usable(cx: &mut Cx<'_>, arn: &str) -> ApiResult<bool> {
    let account = cx.account();
    let input = DescribeKeyRequest { key_id: arn.to_owned(), ..DescribeKeyRequest::default() };
    match cx.call_as_service::<DescribeKey>(account, input).await {
        Ok(output) => Ok(output.key_metadata.is_some_and(|key| key.enabled == Some(true))),
        Err(error) if error.status() < 500 => Ok(false),
        Err(error) => Err(error),
    }
}

/// The table, and what is under its data key, can be used from now on or no more.
async fn set(cx: &mut Cx<'_>, mut table: TableRow, usable: bool) -> ApiResult<()> {
    let since = (!usable).then(|| cx.now());
    let stream = table.stream.as_ref().map(|stream| stream.number);
    for number in [Some(table.number), stream].into_iter().flatten() {
        let Some(mut row) = cx.get(&DATA_KEYS, &number).await? else { continue };
        row.kms = row.kms.map(|kms| KmsKey { inaccessible: since, ..kms });
        cx.put(&DATA_KEYS, &number, &row);
    }
    table.status = match (usable, table.status) {
        (true, TableStatus::InaccessibleKey) => TableStatus::Active,
        (false, TableStatus::Active) => TableStatus::InaccessibleKey,
        (_, other) => other,
    };
    table::save(cx, &table);
    Ok(())
}
