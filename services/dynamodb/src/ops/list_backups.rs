//! ListBackups: by the time of their making; those that DynamoDB makes itself only when they are asked for.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListBackups.html>

use gen_dynamodb::values::backup_type_filter as kinds;
use gen_dynamodb::{ListBackupsInput, ListBackupsOutput};
use kernel::{ApiResult, Cx, Timestamp};

use crate::backup::{self, BackupRow};
use crate::errors;
use crate::table_name::TableName;
use crate::tables::BACKUPS;

/// Backups of a page.
const PAGE: usize = 100;
/// Backups looked at at once.
const AT_ONCE: usize = 256;

pub(crate) async fn list_backups(
    cx: &mut Cx<'_>,
    input: &ListBackupsInput,
) -> ApiResult<ListBackupsOutput> {
    let (lower, upper) = (input.time_range_lower_bound, input.time_range_upper_bound);
    if lower.zip(upper).is_some_and(|(lower, upper)| lower > upper) {
        return Err(errors::refused(
            "Time range lower bound must be less than or equal to upper bound",
        ));
    }
    let table = input.table_name.as_deref().map(TableName::parse).transpose()?;
    let kind = input.backup_type.as_deref().unwrap_or(kinds::USER);
    let limit = input.limit.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(PAGE);
    let wanted = |backup: &BackupRow| {
        table.as_ref().is_none_or(|name| *name == backup.table.name)
            && is_of_kind(backup, kind)
            && is_within(backup.created, lower, upper)
    };
    let mut after = match &input.exclusive_start_backup_arn {
        Some(arn) => {
            Some(backup::parse(arn).ok_or_else(|| errors::validation("Invalid Backup ARN"))?.1)
        }
        None => None,
    };
    let mut found = Vec::new();
    while found.len() <= limit {
        let mut range = cx.rows(&BACKUPS);
        if let Some(after) = &after {
            range = range.after(after);
        }
        let rows = cx.range(&BACKUPS, &range, AT_ONCE).await?;
        let ended = rows.len() < AT_ONCE;
        after = rows.last().map(|(id, _)| id.clone());
        found.extend(rows.into_iter().map(|(_, backup)| backup).filter(wanted));
        if ended {
            break;
        }
    }
    let more = found.len() > limit;
    found.truncate(limit);
    let last = match found.last().filter(|_| more) {
        Some(last) => Some(last.arn(cx)?),
        None => None,
    };
    let summaries = found.iter().map(|one| backup::summary(cx, one)).collect::<ApiResult<_>>()?;
    Ok(ListBackupsOutput { backup_summaries: Some(summaries), last_evaluated_backup_arn: last })
}

fn is_of_kind(backup: &BackupRow, kind: &str) -> bool {
    match kind {
        kinds::ALL => true,
        kinds::SYSTEM => backup.is_system(),
        kinds::USER => !backup.is_system(),
        _ => false,
    }
}

/// From the lower bound on, up to the upper.
fn is_within(at: Timestamp, lower: Option<Timestamp>, upper: Option<Timestamp>) -> bool {
    lower.is_none_or(|lower| at >= lower) && upper.is_none_or(|upper| at < upper)
}
