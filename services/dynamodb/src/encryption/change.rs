//! Another key for a table that is there: its data key is wrapped anew, and nothing else needs to be.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.tutorial.html>

use std::time::Duration;

use gen_dynamodb::SSESpecification;
use kernel::{ApiResult, Cx, Timestamp};

use super::{Asked, DataKeyRow, KmsKey, unwrap_kms, unwrap_own, watch, wrap};
use crate::table::TableRow;
use crate::tables::DATA_KEYS;
use crate::{errors, vault};

/// Changes in 24 hours; after them one in six hours.
const FREE_CHANGES: usize = 4;
const WINDOW: Duration = Duration::from_secs(86_400);
const BETWEEN: Duration = Duration::from_secs(21_600);

/// Wraps the data key of `table` in the key that a request asks for.
pub(crate) async fn change(
    cx: &mut Cx<'_>,
    table: &TableRow,
    asked: &SSESpecification,
) -> ApiResult<()> {
    match rewrap(cx, table, &Asked::of(Some(asked))).await? {
        true => Ok(()),
        false => Err(unchanged()),
    }
}

/// Wraps it in this key, if it is another one; whether it was.
pub(super) async fn rewrap(cx: &mut Cx<'_>, table: &TableRow, asked: &Asked) -> ApiResult<bool> {
    let Some(mut row) = cx.get(&DATA_KEYS, &table.number).await? else {
        // The table is older than data keys are: its items are in the clear, and would stay so.
        return match asked {
            Asked::Own => Err(already_default()),
            Asked::Kms(_) => Err(kernel::ApiError::not_implemented(
                "dynamodb: encryption of a table that an earlier version made; restore it into a new one",
            )),
        };
    };
    if *asked == Asked::Own && row.kms.is_none() {
        return Err(already_default());
    }
    check_rate(&row.changes, cx.now())?;
    let plain = match &row.kms {
        Some(_) => unwrap_kms(cx, &row).await?,
        None => unwrap_own(cx.kernel(), &row)?,
    };
    let (wrapped, arn) = wrap(cx, &table.name, asked, &plain).await?;
    if arn.is_some() && arn.as_ref() == row.kms.as_ref().map(|kms| &kms.arn) {
        return Ok(false);
    }
    row.wrapped = wrapped;
    row.kms = arn.map(|arn| KmsKey { arn, inaccessible: None });
    let now = cx.now();
    row.changes.retain(|at| at.plus(WINDOW) > now);
    row.changes.push(now);
    let stream = table.stream.as_ref().map(|stream| stream.number);
    write(cx, table.number, stream, &row);
    match row.kms {
        Some(_) => watch::begin(cx, table).await?,
        None => watch::stop(cx, table).await?,
    }
    Ok(true)
}

pub(super) fn unchanged() -> kernel::ApiError {
    errors::refused("Table is already encrypted with given KMSMasterKeyId")
}

fn write(cx: &mut Cx<'_>, table: u64, stream: Option<u64>, row: &DataKeyRow) {
    for number in [Some(table), stream].into_iter().flatten() {
        cx.put(&DATA_KEYS, &number, row);
        vault::forget(cx, number);
    }
}

fn already_default() -> kernel::ApiError {
    errors::refused("Table is already encrypted by default")
}

fn check_rate(changes: &[Timestamp], now: Timestamp) -> ApiResult<()> {
    let lately: Vec<Timestamp> =
        changes.iter().copied().filter(|at| at.plus(WINDOW) > now).collect();
    let (Some(first), Some(last)) = (lately.first(), lately.last()) else { return Ok(()) };
    if lately.len() < FREE_CHANGES || last.plus(BETWEEN) <= now {
        return Ok(());
    }
    Err(errors::subscriber_limit(format!(
        "Encryption mode changes are limited in the 24h window ending at {}. After the first {FREE_CHANGES} change, each \
         subsequent change in the same window can be performed at most once every {} seconds. Number of updates today: {}",
        first.plus(WINDOW).iso8601_millis(),
        BETWEEN.as_secs(),
        lately.len()
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_changes_a_day_then_one_in_six_hours() {
        let hour = |hour: i64| Timestamp::from_secs(hour * 3_600);
        let all: Vec<Timestamp> = (0..4).map(hour).collect();
        for (changes, now, allowed) in [
            (&all[..0], 0, true),
            (&all[..3], 3, true),
            (&all[..], 4, false),
            (&all[..], 8, false),
            (&all[..], 9, true),
            (&all[..], 24, true),
        ] {
            assert_eq!(check_rate(changes, hour(now)).is_ok(), allowed, "{now}");
        }
        let error = check_rate(&all, hour(4)).expect_err("too many");
        assert_eq!(
            error.message(),
            Some(
                "Subscriber limit exceeded: Encryption mode changes are limited in the 24h window ending at \
                 1970-01-02T00:00:00.000Z. After the first 4 change, each subsequent change in the same window can be \
                 performed at most once every 21600 seconds. Number of updates today: 4"
            )
        );
    }
}
