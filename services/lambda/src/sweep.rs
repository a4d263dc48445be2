//! What a crash leaves: files of packages that no row came to name, or that no row names any more. They go when the cloud
//! starts, before anything is written.

use std::collections::HashSet;

use functions::Functions;
use kernel::{ApiError, ApiResult, Kernel, Partition};
use store::ScopeId;

use crate::package::number_of_file;
use crate::tables::{IMAGE_USES, PACKAGES};

/// Rows read at once.
const STEP: usize = 10_000;

pub(crate) async fn packages(kernel: &Kernel) -> ApiResult<()> {
    let named = named(kernel).await?;
    let is_used = |name: &str| number_of_file(name).is_none_or(|number| named.contains(&number));
    let swept = kernel.store().blobs().sweep(is_used).map_err(ApiError::bug)?;
    if swept > 0 {
        tracing::info!(swept, "removed packages that an interrupted call left");
    }
    Ok(())
}

/// Images that no function has.
pub(crate) async fn images(kernel: &Kernel) -> ApiResult<()> {
    let Some(functions) = kernel.plane::<Functions>() else { return Ok(()) };
    let mut named = HashSet::new();
    let mut tx = kernel.store().begin();
    let rows = tx.range_all_rows(&IMAGE_USES, None, usize::MAX).await.map_err(ApiError::bug)?;
    named.extend(rows.into_iter().map(|(_, key, _)| key));
    kernel.off_thread(move || functions.sweep_images(&named)).await
}

async fn named(kernel: &Kernel) -> ApiResult<HashSet<u64>> {
    let mut named = HashSet::new();
    let mut tx = kernel.store().begin();
    for partition in [Partition::Aws, Partition::China, Partition::GovCloud] {
        let scope = ScopeId { partition: partition.as_str(), account: "", region: "" };
        let all = PACKAGES.rows(&scope);
        let mut range = all.clone();
        loop {
            let rows = tx.range_rows(&PACKAGES, &range, STEP).await.map_err(ApiError::bug)?;
            let Some((last, _)) = rows.last() else { break };
            range = all.clone().after(last);
            named.extend(rows.iter().map(|(number, _)| *number));
        }
    }
    Ok(named)
}
