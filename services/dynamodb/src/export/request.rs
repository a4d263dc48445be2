//! What ExportTableToPointInTime asks for, checked against what the table can go back to.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ExportTableToPointInTime.html>

use std::time::Duration;

use gen_dynamodb::{ExportTableToPointInTimeInput, errors as modelled};
use kernel::{ApiResult, Arn, Cx, Timestamp};

use super::filter::{Filter, FilterRow};
use super::run::{self, RUN};
use super::{ExportRow, What};
use crate::recovery::{self, Window};
use crate::table::{self, TableRow};
use crate::tables::{EXPORT_FILTERS, EXPORT_TOKENS, EXPORTS};
use crate::{errors, table_name::TableName};

/// The shortest and the longest time of an incremental export.
const SHORTEST: Duration = Duration::from_secs(15 * 60);
const LONGEST: Duration = Duration::from_secs(24 * 3_600);
/// How long a client token counts.
const TOKEN_LIFE: Duration = Duration::from_secs(8 * 3_600);

/// A request that can be done.
pub(crate) struct Checked {
    table: TableRow,
    what: What,
}

/// The export that a request with this token began already, which must have asked for the same.
pub(crate) async fn known(
    cx: &mut Cx<'_>,
    input: &ExportTableToPointInTimeInput,
) -> ApiResult<Option<ExportRow>> {
    let Some(token) = &input.client_token else { return Ok(None) };
    let Some(id) = cx.get(&EXPORT_TOKENS, token).await? else { return Ok(None) };
    let Some(row) = cx.get(&EXPORTS, &id).await? else { return Ok(None) };
    if row.started.plus(TOKEN_LIFE) <= cx.now() {
        return Ok(None);
    }
    let filter = cx.get(&EXPORT_FILTERS, &id).await?;
    let asked = input.filter_specification.as_ref().map(FilterRow::of).transpose()?;
    let same = filter == asked
        && row.table_arn == input.table_arn
        && row.bucket == input.s3_bucket
        && row.prefix == input.s3_prefix
        && row.what.kind() == input.export_type.as_deref().unwrap_or("FULL_EXPORT")
        && row.format() == input.export_format.as_deref().unwrap_or("DYNAMODB_JSON");
    if same {
        return Ok(Some(row));
    }
    Err(modelled::export_conflict_exception(
        "There was a conflict when writing to the specified S3 bucket: the client token is that of another export.",
    ))
}

/// Checks a request.
pub(crate) async fn check(
    cx: &mut Cx<'_>,
    input: &ExportTableToPointInTimeInput,
) -> ApiResult<Checked> {
    let arn = input.table_arn.parse::<Arn>().ok();
    let arn = arn.filter(|_| TableName::of_arn(&input.table_arn).is_some());
    let arn = arn.ok_or_else(|| errors::bad_table_arn(&input.table_arn))?;
    if arn.region() != cx.region().as_str() || arn.account() != cx.account().as_str() {
        return Err(errors::no_table_to_back_up(&input.table_arn));
    }
    let table = table::of_backups(cx, &input.table_arn).await?;
    let window = recovery::window(&table.settings.recovery, cx.now()).ok_or_else(|| {
        modelled::point_in_time_recovery_unavailable_exception(format!(
            "Point in time recovery is not enabled for table '{}'",
            table.name
        ))
    })?;
    let what = what(input, window, cx.now())?;
    if let Some(asked) = &input.filter_specification {
        Filter::read(asked, &table.key)?;
    }
    Ok(Checked { table, what })
}

fn what(input: &ExportTableToPointInTimeInput, window: Window, now: Timestamp) -> ApiResult<What> {
    let incremental = input.export_type.as_deref() == Some("INCREMENTAL_EXPORT");
    match (incremental, &input.incremental_export_specification) {
        (false, Some(_)) => Err(errors::validation(
            "IncrementalExportSpecification can only be specified if ExportType is INCREMENTAL_EXPORT",
        )),
        (false, None) => {
            // Unlike a restore, an export can be of this very second.
            let at = input.export_time.unwrap_or(now);
            require_within(at, "ExportTime", window, now)?;
            Ok(What::Full(at))
        }
        (true, _) if input.export_time.is_some() => Err(errors::validation(
            "ExportTime can not be specified if ExportType is INCREMENTAL_EXPORT",
        )),
        (true, None) => Err(errors::validation(
            "IncrementalExportSpecification is required if ExportType is INCREMENTAL_EXPORT",
        )),
        (true, Some(asked)) => {
            let from = asked.export_from_time.ok_or_else(|| {
                errors::validation("ExportFromTime is required for an incremental export")
            })?;
            let to = asked.export_to_time.unwrap_or(now);
            require_within(from, "ExportFromTime", window, now)?;
            require_within(to, "ExportToTime", window, now)?;
            let length = to.since(from);
            if length < SHORTEST || length > LONGEST {
                return Err(errors::validation(
                    "The difference between ExportFromTime and ExportToTime must be between 15 minutes and 24 hours",
                ));
            }
            let old = asked.export_view_type.as_deref() != Some("NEW_IMAGE");
            Ok(What::Incremental { from, to, old })
        }
    }
}

fn require_within(at: Timestamp, name: &str, window: Window, now: Timestamp) -> ApiResult<()> {
    if at >= window.earliest.whole_seconds() && at <= now {
        return Ok(());
    }
    Err(modelled::invalid_export_time_exception(format!(
        "{name} '{}' must be within EarliestRestorableDateTime '{}' and the time of the request '{}'",
        at.iso8601(),
        window.earliest.iso8601(),
        now.iso8601()
    )))
}

/// Writes down an export that begins now, or that has failed at once.
pub(crate) async fn begin(
    cx: &mut Cx<'_>,
    input: &ExportTableToPointInTimeInput,
    checked: Checked,
    id: String,
    failure: Option<(String, String)>,
) -> ApiResult<ExportRow> {
    let Checked { table, what } = checked;
    let row = ExportRow {
        id,
        table: table.name.clone(),
        table_arn: table.arn(cx)?,
        table_uuid: table.uuid.clone(),
        number: table.number,
        key: table.key.clone(),
        what,
        ion: input.export_format.as_deref() == Some("ION"),
        bucket: input.s3_bucket.clone(),
        bucket_owner: input.s3_bucket_owner.clone(),
        prefix: input.s3_prefix.clone(),
        sse: input.s3_sse_algorithm.clone(),
        sse_key: input.s3_sse_kms_key_id.clone(),
        token: input.client_token.clone(),
        started: cx.now(),
        ended: failure.is_some().then(|| cx.now()),
        failure,
        items: 0,
        bytes: 0,
        after: None,
        files: 0,
        next_file: run::file_name(cx),
    };
    cx.put(&EXPORTS, &row.id, &row);
    if let Some(asked) = &input.filter_specification {
        cx.put(&EXPORT_FILTERS, &row.id, &FilterRow::of(asked)?);
    }
    if let Some(token) = &row.token {
        cx.put(&EXPORT_TOKENS, token, &row.id);
    }
    if row.failure.is_none() {
        let mut table = table;
        table.settings.recovery.copies += 1;
        table::save(cx, &table);
        let now = cx.now();
        cx.schedule(&RUN, &row.id, now, &row.id).await?;
    }
    Ok(row)
}
