//! Saved queries: kept for whoever writes queries.
//! Ref: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_QueryDefinition.html>

use gen_logs::{QueryDefinition as Shown, QueryParameter};
use serde::{Deserialize, Serialize};

/// A saved query.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct QueryDefinition {
    pub(crate) name: String,
    pub(crate) language: String,
    pub(crate) query: String,
    pub(crate) groups: Vec<String>,
    pub(crate) parameters: Vec<(String, Option<String>, Option<String>)>,
    /// Milliseconds.
    pub(crate) modified_at: i64,
}

impl QueryDefinition {
    pub(crate) fn show(self, id: String) -> Shown {
        let parameters = self.parameters.into_iter().map(|(name, default_value, description)| {
            QueryParameter { name, default_value, description }
        });
        let parameters: Vec<QueryParameter> = parameters.collect();
        Shown {
            query_language: Some(self.language),
            query_definition_id: Some(id),
            name: Some(self.name),
            query_string: Some(self.query),
            last_modified: Some(self.modified_at),
            log_group_names: (!self.groups.is_empty()).then_some(self.groups),
            parameters: (!parameters.is_empty()).then_some(parameters),
        }
    }
}
