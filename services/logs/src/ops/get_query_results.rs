//! GetQueryResults.
//! Ref: <https://docs.aws.amazon.com/logs/latest/APIReference/API_GetQueryResults.html>

use gen_logs::{GetQueryResultsInput, GetQueryResultsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_query_results(
    _cx: &mut Cx<'_>,
    _input: &GetQueryResultsInput,
) -> ApiResult<GetQueryResultsOutput> {
    Err(ApiError::not_implemented("logs:GetQueryResults"))
}
