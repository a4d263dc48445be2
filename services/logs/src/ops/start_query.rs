//! StartQuery: a query over some log groups, which runs as a job.
//! Ref: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_StartQuery.html>

use gen_logs::values::query_language;
use gen_logs::{StartQueryInput, StartQueryOutput};
use kernel::{ApiError, ApiResult, Cx};

use crate::insights::Query;
use crate::names::{self, GroupName};
use crate::query::{self, Statistics, Status, StoredQuery};
use crate::tables::GROUPS;
use crate::{errors, limits};

pub(crate) async fn start_query(
    cx: &mut Cx<'_>,
    input: &StartQueryInput,
) -> ApiResult<StartQueryOutput> {
    if input.query_language.as_deref().is_some_and(|own| own != query_language::CWLI) {
        return Err(ApiError::not_implemented("logs:StartQuery in SQL or PPL"));
    }
    let groups = groups(cx, input).await?;
    Query::parse(&input.query_string).map_err(|error| query::malformed(&error))?;
    if input.end_time < input.start_time {
        return Err(errors::invalid("End time should not be less than Start time."));
    }
    let stored = StoredQuery {
        text: input.query_string.clone(),
        groups,
        start: input.start_time.saturating_mul(1_000),
        end: input.end_time.saturating_mul(1_000).saturating_add(999),
        limit: input.limit.and_then(|limit| u32::try_from(limit).ok()),
        status: Status::Scheduled,
        created_at: cx.now().as_millis(),
        statistics: Statistics::default(),
    };
    let id = cx.random().uuid();
    query::begin(cx, &id, &stored).await?;
    Ok(StartQueryOutput { query_id: Some(id) })
}

async fn groups(cx: &mut Cx<'_>, input: &StartQueryInput) -> ApiResult<Vec<GroupName>> {
    let ways = (&input.log_group_name, &input.log_group_names, &input.log_group_identifiers);
    let named: Vec<GroupName> = match ways {
        (Some(name), None, None) => vec![GroupName::of(name)?],
        (None, Some(all), None) => {
            all.iter().map(|n| GroupName::of(n)).collect::<ApiResult<_>>()?
        }
        (None, None, Some(all)) => {
            all.iter().map(|n| names::of_identifier(cx, n)).collect::<ApiResult<_>>()?
        }
        _ => {
            return Err(errors::invalid(
                "Exactly one of logGroupName, logGroupNames and logGroupIdentifiers must be specified.",
            ));
        }
    };
    if named.is_empty() || named.len() > limits::MAX_QUERY_GROUPS {
        return Err(errors::invalid("A query can have 1 to 50 log groups."));
    }
    for name in &named {
        if cx.get_shared(&GROUPS, name).await?.is_none() {
            return Err(errors::not_found(format!(
                "Log group '{}' does not exist for account ID '{}'",
                name.as_str(),
                cx.account()
            )));
        }
    }
    Ok(named)
}
