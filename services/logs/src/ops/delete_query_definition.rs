//! DeleteQueryDefinition.
//! Ref: <https://docs.aws.amazon.com/logs/latest/APIReference/API_DeleteQueryDefinition.html>

use gen_logs::{DeleteQueryDefinitionInput, DeleteQueryDefinitionOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn delete_query_definition(
    _cx: &mut Cx<'_>,
    _input: &DeleteQueryDefinitionInput,
) -> ApiResult<DeleteQueryDefinitionOutput> {
    Err(ApiError::not_implemented("logs:DeleteQueryDefinition"))
}
