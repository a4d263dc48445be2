//! Queries that were started: kept with their results, which are sealed, for a week.
//! Ref: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_StartQuery.html>

use std::time::Duration;

use gen_logs::values::query_status;
use gen_logs::{
    MalformedQueryException, QueryCompileError, QueryCompileErrorLocation, QueryInfo,
    QueryStatistics, ResultField, errors as modelled,
};
use kernel::{ApiError, ApiResult, Cx, Job};
use serde::{Deserialize, Serialize};

use crate::insights::QueryError;
use crate::names::GroupName;
use crate::tables::{QUERIES, QUERY_RESULTS};

/// Runs the query with this id.
pub(crate) static RUN: Job<String> = Job::new("logs.run-query");
/// Forgets the query with this id.
static FORGET: Job<String> = Job::new("logs.forget-query");
/// For how long a query is remembered.
const KEPT: Duration = Duration::from_secs(7 * 86_400);
/// What results are sealed for.
const PURPOSE: &str = "logs.query-result";

/// A query. Times are milliseconds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct StoredQuery {
    pub(crate) text: String,
    pub(crate) groups: Vec<GroupName>,
    pub(crate) start: i64,
    /// The last millisecond that counts.
    pub(crate) end: i64,
    pub(crate) limit: Option<u32>,
    pub(crate) status: Status,
    pub(crate) created_at: i64,
    pub(crate) statistics: Statistics,
}

/// What a query looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Statistics {
    pub(crate) matched: f64,
    pub(crate) scanned: f64,
    pub(crate) bytes: f64,
}

/// How far a query is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Status {
    Scheduled,
    Running,
    Complete,
    Failed,
    Cancelled,
}

/// Rows: names and values.
pub(crate) type Rows = Vec<Vec<(String, String)>>;

impl Status {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Status::Scheduled => query_status::SCHEDULED,
            Status::Running => query_status::RUNNING,
            Status::Complete => query_status::COMPLETE,
            Status::Failed => query_status::FAILED,
            Status::Cancelled => query_status::CANCELLED,
        }
    }

    pub(crate) fn is_active(self) -> bool {
        matches!(self, Status::Scheduled | Status::Running)
    }
}

impl StoredQuery {
    pub(crate) fn show(self, id: String) -> QueryInfo {
        let sources = self.groups.iter().map(|group| format!("SOURCE \"{}\"", group.as_str()));
        let sources = sources.collect::<Vec<_>>().join(" | ");
        let text = format!("{sources} START={} END={} | {}", self.start, self.end, self.text);
        QueryInfo {
            query_language: Some("CWLI".to_owned()),
            query_id: Some(id),
            query_string: Some(text),
            status: Some(self.status.as_str().to_owned()),
            create_time: Some(self.created_at),
            log_group_name: self.groups.first().map(|group| group.0.clone()),
            ..QueryInfo::default()
        }
    }

    pub(crate) fn statistics(&self, results: usize) -> QueryStatistics {
        QueryStatistics {
            records_matched: Some(self.statistics.matched),
            records_scanned: Some(self.statistics.scanned),
            estimated_records_skipped: Some(0.0),
            bytes_scanned: Some(self.statistics.bytes),
            estimated_bytes_skipped: Some(0.0),
            log_groups_scanned: Some(self.groups.len() as f64),
            result_count: Some(results as f64),
        }
    }
}

/// Writes a new query and has it run.
pub(crate) async fn begin(cx: &mut Cx<'_>, id: &String, query: &StoredQuery) -> ApiResult<()> {
    cx.put(&QUERIES, id, query);
    let now = cx.now();
    cx.schedule(&RUN, id, now, id).await?;
    cx.schedule(&FORGET, id, now.plus(KEPT), id).await
}

pub(crate) async fn forget(cx: &mut Cx<'_>, raw: &[u8]) -> ApiResult<()> {
    let id = FORGET.payload(raw)?;
    cx.delete(&QUERIES, &id);
    cx.delete(&QUERY_RESULTS, &id);
    Ok(())
}

/// The query with this id.
pub(crate) async fn find(cx: &mut Cx<'_>, id: &String) -> ApiResult<StoredQuery> {
    let missing = || modelled::resource_not_found_exception("The specified query does not exist.");
    cx.get(&QUERIES, id).await?.ok_or_else(missing)
}

/// Keeps the rows that a query ended with.
pub(crate) fn keep(cx: &mut Cx<'_>, id: &String, rows: &Rows) -> ApiResult<()> {
    let plain = postcard::to_stdvec(rows).map_err(ApiError::bug)?;
    let sealed = cx.kernel().seal(PURPOSE, &plain);
    cx.put(&QUERY_RESULTS, id, &serde_bytes::ByteBuf::from(sealed));
    Ok(())
}

/// The rows that a query ended with; none before it did.
pub(crate) async fn rows(cx: &mut Cx<'_>, id: &String) -> ApiResult<Rows> {
    let Some(sealed) = cx.get(&QUERY_RESULTS, id).await? else { return Ok(Rows::new()) };
    let plain = cx.kernel().unseal(PURPOSE, &sealed);
    let plain = plain.ok_or_else(|| ApiError::bug("results cannot be unsealed"))?;
    postcard::from_bytes(&plain).map_err(ApiError::bug)
}

pub(crate) fn field((name, value): (String, String)) -> ResultField {
    ResultField { field: Some(name), value: Some(value) }
}

/// What a text is answered that is no query.
pub(crate) fn malformed(error: &QueryError) -> ApiError {
    let offset = |at: usize| i32::try_from(at).ok();
    let location = QueryCompileErrorLocation {
        start_char_offset: offset(error.start),
        end_char_offset: offset(error.end),
    };
    let problem =
        QueryCompileError { location: Some(location), message: Some(error.message.clone()) };
    let body = MalformedQueryException { query_compile_error: Some(problem) };
    modelled::malformed_query_exception(error.to_string(), body)
}
