//! The state of dax: every table with its name, scope, key, row and version. Names are never used again for
//! something else: see docs/state-keys.txt.

use store::{Scope, Table};

use crate::cluster::ClusterRow;
use crate::events::EventRow;
use crate::parameters::GroupRow;

/// Clusters by name.
pub(crate) static CLUSTERS: Table<String, ClusterRow> =
    Table::new("dax.cluster", Scope::Regional, 1);

/// Ports that clusters have, with the cluster.
pub(crate) static PORTS: Table<u64, String> = Table::new("dax.port", Scope::Partition, 1);

/// Parameter groups that were made, by name.
pub(crate) static GROUPS: Table<String, GroupRow> =
    Table::new("dax.parameter-group", Scope::Regional, 1);

/// What happened: (microseconds, number).
pub(crate) static EVENTS: Table<(i64, u64), EventRow> = Table::new("dax.event", Scope::Regional, 1);

/// Lists of attributes' names by their number.
pub(crate) static LISTS: Table<u64, Vec<String>> =
    Table::new("dax.attribute-list", Scope::Regional, 1);
