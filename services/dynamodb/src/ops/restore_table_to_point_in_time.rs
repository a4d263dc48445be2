//! RestoreTableToPointInTime: a new table with what another held at some second of its recovery period.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_RestoreTableToPointInTime.html>

use gen_dynamodb::errors as modelled;
use gen_dynamodb::{RestoreTableToPointInTimeInput, RestoreTableToPointInTimeOutput};
use kernel::{ApiResult, Arn, Cx, Timestamp};

use crate::history::Moment;
use crate::recovery::{self, Window};
use crate::restore::{self, Overrides, Source};
use crate::settings::Restored;
use crate::table_name::TableName;
use crate::{describe, encryption, errors, table};

pub(crate) async fn restore_table_to_point_in_time(
    cx: &mut Cx<'_>,
    input: &RestoreTableToPointInTimeInput,
) -> ApiResult<RestoreTableToPointInTimeOutput> {
    let overrides = Overrides {
        billing_mode: input.billing_mode_override.as_deref(),
        global: input.global_secondary_index_override.as_deref(),
        local: input.local_secondary_index_override.as_deref(),
        vectors: input.vector_index_override.as_deref(),
        units: input.provisioned_throughput_override.as_ref(),
        maximum: input.on_demand_throughput_override.as_ref(),
        encryption: input.sse_specification_override.as_ref(),
    };
    check_time(input)?;
    let from = table::of_backups(cx, source_name(cx, input)?).await?;
    let window = recovery::window(&from.settings.recovery, cx.now());
    let window = window.ok_or_else(|| {
        modelled::point_in_time_recovery_unavailable_exception(format!(
            "Point in time recovery is not enabled for table '{}'",
            from.name
        ))
    })?;
    let to = time(input, window)?;
    let key = encryption::like(cx, from.number, overrides.encryption).await?;
    let name = TableName::parse(&input.target_table_name)?;
    let restored = Restored { backup: None, table: Some(from.arn(cx)?), to };
    let mut target = restore::target(cx, &from, name, restored);
    restore::apply(&mut target, overrides, cx.now())?;
    restore::require_free(cx, &target.name).await?;
    let source =
        Source::Table { name: from.name.clone(), number: from.number, moment: Moment::of(to) };
    let target = restore::begin(cx, target, source, &key).await?;
    let description = describe::table(cx, &target).await?;
    Ok(RestoreTableToPointInTimeOutput { table_description: Some(description) })
}

fn check_time(input: &RestoreTableToPointInTimeInput) -> ApiResult<()> {
    match (input.restore_date_time, input.use_latest_restorable_time.unwrap_or(false)) {
        (Some(_), true) => Err(errors::invalid_request(
            "Both RestoreDateTime and UseLatestRestorableTime cannot be set for point-in-time restore request. Please set \
             only one of them",
        )),
        (None, false) => Err(errors::invalid_request(
            "Either one of RestoreDateTime or UseLatestRestorableTime must be specified, but not both",
        )),
        _ => Ok(()),
    }
}

fn source_name<'i>(cx: &Cx<'_>, input: &'i RestoreTableToPointInTimeInput) -> ApiResult<&'i str> {
    match (&input.source_table_arn, &input.source_table_name) {
        (Some(_), Some(_)) => {
            Err(errors::validation("Must provide exactly one of: sourceTableArn, sourceTableName"))
        }
        (None, None) => Err(errors::validation(
            "The parameter 'TableName' is required but was not present in the request",
        )),
        (None, Some(name)) => Ok(name),
        (Some(text), None) => {
            let arn = text.parse::<Arn>().ok().filter(|_| TableName::of_arn(text).is_some());
            let arn = arn.ok_or_else(|| errors::validation("sourceTableArn is not a valid ARN"))?;
            if arn.account() != cx.account().as_str() {
                return Err(errors::validation(
                    "This action is only supported by accounts that match the resource owner’s account.",
                ));
            }
            if arn.region() != cx.region().as_str() {
                return Err(errors::no_table_to_back_up(text));
            }
            Ok(text)
        }
    }
}

/// The second to go back to, which lies in the window.
fn time(input: &RestoreTableToPointInTimeInput, window: Window) -> ApiResult<Timestamp> {
    let Some(asked) = input.restore_date_time else { return Ok(window.latest) };
    let within = asked >= window.earliest.whole_seconds() && asked <= window.latest;
    if within {
        return Ok(asked.max(window.earliest));
    }
    Err(modelled::invalid_restore_time_exception(format!(
        "RestoreDateTime '{}' must be within EarliestRestorableDateTime '{}' and LatestRestorableDateTime '{}'",
        asked.iso8601(),
        window.earliest.iso8601(),
        window.latest.iso8601()
    )))
}
