//! PutQueryDefinition: saves a query, or changes a saved one.
//! Ref: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutQueryDefinition.html>

use gen_logs::values::query_language;
use gen_logs::{PutQueryDefinitionInput, PutQueryDefinitionOutput};
use kernel::{ApiResult, Cx};

use crate::query_definition::QueryDefinition;
use crate::tables::QUERY_DEFINITIONS;
use crate::{errors, limits};

pub(crate) async fn put_query_definition(
    cx: &mut Cx<'_>,
    input: &PutQueryDefinitionInput,
) -> ApiResult<PutQueryDefinitionOutput> {
    let id = match &input.query_definition_id {
        Some(id) if cx.has(&QUERY_DEFINITIONS, id).await? => id.clone(),
        Some(_) => {
            return Err(errors::not_found("The specified query definition does not exist."));
        }
        None => {
            let all = cx.rows(&QUERY_DEFINITIONS);
            let all = cx.range(&QUERY_DEFINITIONS, &all, limits::MAX_QUERY_DEFINITIONS).await?;
            if all.len() >= limits::MAX_QUERY_DEFINITIONS {
                return Err(errors::limit_exceeded());
            }
            cx.random().uuid()
        }
    };
    let parameters = input.parameters.iter().flatten().map(|parameter| {
        let given = parameter.clone();
        (given.name, given.default_value, given.description)
    });
    let definition = QueryDefinition {
        name: input.name.clone(),
        language: input.query_language.clone().unwrap_or(query_language::CWLI.to_owned()),
        query: input.query_string.clone(),
        groups: input.log_group_names.clone().unwrap_or_default(),
        parameters: parameters.collect(),
        modified_at: cx.now().as_millis(),
    };
    cx.put(&QUERY_DEFINITIONS, &id, &definition);
    Ok(PutQueryDefinitionOutput { query_definition_id: Some(id) })
}
