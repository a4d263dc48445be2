//! StartQuery.
//! Ref: <https://docs.aws.amazon.com/logs/latest/APIReference/API_StartQuery.html>

use gen_logs::{StartQueryInput, StartQueryOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn start_query(
    _cx: &mut Cx<'_>,
    _input: &StartQueryInput,
) -> ApiResult<StartQueryOutput> {
    Err(ApiError::not_implemented("logs:StartQuery"))
}
