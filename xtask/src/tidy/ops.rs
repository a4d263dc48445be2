//! Operation tables: sorted, one file an operation, no skeletons left.

use super::Findings;
use crate::{Result, tables, tree};

pub(super) fn check() -> Result<Findings> {
    let mut found = Vec::new();
    let mut services = tree::folders(&tree::path("services"));
    services.extend(tables::hosted().map(str::to_owned));
    for service in services {
        let table = format!("{}/ops.rs", tables::home(&service));
        let rows = tables::rows(&service)?;
        for pair in rows.windows(2) {
            if pair[0].operation >= pair[1].operation {
                let (first, second) = (&pair[0].operation, &pair[1].operation);
                found.push(format!("{table}: {second} stands after {first}: sort the table"));
            }
        }
        for row in &rows {
            if !tables::handler(&service, row).exists() {
                found.push(format!("{table}: {} has no ops/{}.rs", row.operation, row.module));
            } else if tables::is_skeleton(&service, row)? {
                found.push(format!("{table}: {} only refuses: write it or drop it", row.operation));
            }
            if !matches!(row.grade.as_str(), "real" | "record") {
                found.push(format!("{table}: {} is neither real nor record", row.operation));
            }
        }
    }
    Ok(found)
}
