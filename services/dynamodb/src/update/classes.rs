//! Changes of the table class: twice in 30 days.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/WorkingWithTables.tableclasses.html>

use kernel::{ApiResult, Timestamp};

use crate::errors;
use crate::limits;
use crate::table::{TableClass, TableRow};

/// Changes the class of `table`.
pub(crate) fn apply(table: &mut TableRow, class: TableClass, now: Timestamp) -> ApiResult<()> {
    let changes = &mut table.settings.class_changes;
    if changes.is_empty() && class == table.class {
        return Ok(());
    }
    let recent = changes.iter().filter(|at| at.plus(limits::CLASS_CHANGES_IN) > now).count();
    if recent >= limits::CLASS_CHANGES {
        return Err(errors::subscriber_limit(format!(
            "Updates to TableClass are limited to {} times in {} day(s).",
            limits::CLASS_CHANGES,
            limits::CLASS_CHANGES_IN.as_secs() / 86_400
        )));
    }
    if class != table.class {
        changes.push(now);
        table.class = class;
    }
    Ok(())
}
