//! PutQueryDefinition.
//! Ref: <https://docs.aws.amazon.com/logs/latest/APIReference/API_PutQueryDefinition.html>

use gen_logs::{PutQueryDefinitionInput, PutQueryDefinitionOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn put_query_definition(
    _cx: &mut Cx<'_>,
    _input: &PutQueryDefinitionInput,
) -> ApiResult<PutQueryDefinitionOutput> {
    Err(ApiError::not_implemented("logs:PutQueryDefinition"))
}
