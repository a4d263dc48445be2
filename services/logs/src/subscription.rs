//! Subscription filters of a log group: which events go where as they come in.
//! Ref: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_SubscriptionFilter.html>

use gen_logs::SubscriptionFilter;
use serde::{Deserialize, Serialize};

/// A subscription filter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Subscription {
    pub(crate) pattern: String,
    pub(crate) destination: String,
    pub(crate) role: Option<String>,
    pub(crate) distribution: String,
    /// Milliseconds.
    pub(crate) created_at: i64,
}

impl Subscription {
    pub(crate) fn show(self, group: &str, name: &str) -> SubscriptionFilter {
        SubscriptionFilter {
            filter_name: Some(name.to_owned()),
            log_group_name: Some(group.to_owned()),
            filter_pattern: Some(self.pattern),
            destination_arn: Some(self.destination),
            role_arn: self.role,
            distribution: Some(self.distribution),
            apply_on_transformed_logs: Some(false),
            creation_time: Some(self.created_at),
            field_selection_criteria: None,
            emit_system_fields: None,
        }
    }
}
