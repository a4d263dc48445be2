//! What CloudWatch Logs keeps. Names are never used again for something else: see docs/state-keys.txt.
//!
//! Groups and streams have numbers that are never given twice: what lies under those of a deleted one is gone at
//! once, and swept away later.

use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;
use store::{Scope, Table};

use crate::chunk::Chunk;
use crate::delivery_destination::DeliveryDestination;
use crate::export::ExportTask;
use crate::group::Group;
use crate::metric_filter::MetricFilter;
use crate::names::{GroupName, StreamName};
use crate::query::StoredQuery;
use crate::query_definition::QueryDefinition;
use crate::resource_policy::ResourcePolicy;
use crate::stream::Stream;
use crate::subscription::Subscription;

/// Log groups by name.
pub(crate) static GROUPS: Table<GroupName, Group> = Table::new("logs.group", Scope::Regional, 1);

/// Log streams: (group, name).
pub(crate) static STREAMS: Table<(u64, StreamName), Stream> =
    Table::new("logs.stream", Scope::Regional, 1);

/// Events: (stream, time of the first in milliseconds, number). Apart from the rest, since they are large.
pub(crate) static CHUNKS: Table<(u64, i64, u64), Chunk> =
    Table::new("logs.chunk", Scope::Regional, 1).apart("logs-chunks");

/// Data keys that a group's events are sealed with: (group, number).
pub(crate) static DATA_KEYS: Table<(u64, u32), DataKey> =
    Table::new("logs.data-key", Scope::Regional, 1);

/// Tags by resource: `log-group:NAME`.
pub(crate) static TAGS: Table<String, Vec<(String, String)>> =
    Table::new("logs.tags", Scope::Regional, 1);

/// Subscription filters: (group, name).
pub(crate) static SUBSCRIPTIONS: Table<(GroupName, String), Subscription> =
    Table::new("logs.subscription", Scope::Regional, 1);

/// Delivery destinations by name.
pub(crate) static DELIVERY_DESTINATIONS: Table<String, DeliveryDestination> =
    Table::new("logs.delivery-destination", Scope::Regional, 1);

/// Metric filters: (group, name).
pub(crate) static METRIC_FILTERS: Table<(GroupName, String), MetricFilter> =
    Table::new("logs.metric-filter", Scope::Regional, 1);

/// Policies of the account by name.
pub(crate) static RESOURCE_POLICIES: Table<String, ResourcePolicy> =
    Table::new("logs.resource-policy", Scope::Regional, 1);

/// All policies of the account merged into one, while there are any.
pub(crate) static ACCOUNT_POLICY: Table<(), String> =
    Table::new("logs.account-policy", Scope::Regional, 1);

/// Saved queries by id.
pub(crate) static QUERY_DEFINITIONS: Table<String, QueryDefinition> =
    Table::new("logs.query-definition", Scope::Regional, 1);

/// Queries that were started, by id.
pub(crate) static QUERIES: Table<String, StoredQuery> =
    Table::new("logs.query", Scope::Regional, 1);

/// What queries found, sealed, by id. Apart from the rest, since it is large.
pub(crate) static QUERY_RESULTS: Table<String, ByteBuf> =
    Table::new("logs.query-results", Scope::Regional, 1).apart("logs-results");

/// Export tasks by id.
pub(crate) static EXPORTS: Table<String, ExportTask> =
    Table::new("logs.export", Scope::Regional, 1);

/// A data key under a key of KMS.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DataKey {
    /// The ARN of the key of KMS.
    pub(crate) kms: String,
    /// The data key, encrypted.
    #[serde(with = "serde_bytes")]
    pub(crate) encrypted: Vec<u8>,
    /// The ARN of the log group that it was made for, and is bound to.
    pub(crate) group: String,
}
