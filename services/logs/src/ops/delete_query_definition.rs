//! DeleteQueryDefinition.
//! Ref: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteQueryDefinition.html>

use gen_logs::{DeleteQueryDefinitionInput, DeleteQueryDefinitionOutput};
use kernel::{ApiResult, Cx};

use crate::errors;
use crate::tables::QUERY_DEFINITIONS;

pub(crate) async fn delete_query_definition(
    cx: &mut Cx<'_>,
    input: &DeleteQueryDefinitionInput,
) -> ApiResult<DeleteQueryDefinitionOutput> {
    if !cx.has(&QUERY_DEFINITIONS, &input.query_definition_id).await? {
        return Err(errors::not_found("The specified query definition does not exist."));
    }
    cx.delete(&QUERY_DEFINITIONS, &input.query_definition_id);
    Ok(DeleteQueryDefinitionOutput { success: Some(true) })
}
