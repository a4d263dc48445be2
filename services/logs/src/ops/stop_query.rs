//! StopQuery: of a query that still runs.
//! Ref: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_StopQuery.html>

use gen_logs::{StopQueryInput, StopQueryOutput};
use kernel::{ApiResult, Cx};

use crate::errors;
use crate::query::{self, Status};
use crate::tables::QUERIES;

pub(crate) async fn stop_query(
    cx: &mut Cx<'_>,
    input: &StopQueryInput,
) -> ApiResult<StopQueryOutput> {
    let mut stored = query::find(cx, &input.query_id).await?;
    if !stored.status.is_active() {
        return Err(errors::invalid("The specified query is not running."));
    }
    stored.status = Status::Cancelled;
    cx.put(&QUERIES, &input.query_id, &stored);
    Ok(StopQueryOutput { success: Some(true) })
}
