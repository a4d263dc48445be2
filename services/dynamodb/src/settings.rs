//! A table's settings beside what every write must know: capacity that is no limit, histories of changes, time to live,
//! recovery, the global table that it belongs to.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TableDescription.html>

use gen_dynamodb::{OnDemandThroughput, WarmThroughput};
use kernel::Timestamp;
use serde::{Deserialize, Serialize};

use crate::limits;
use crate::ttl_rules::TtlRow;

/// The settings of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Settings {
    pub(crate) maximum: Maximum,
    pub(crate) warm: Warm,
    /// When the table last became an on-demand one, also after it ceased to be one.
    pub(crate) on_demand_since: Option<Timestamp>,
    /// When the table class was changed.
    pub(crate) class_changes: Vec<Timestamp>,
    pub(crate) ttl: TtlRow,
    pub(crate) recovery: Recovery,
    /// What the table is being restored from, while it is.
    pub(crate) restored: Option<Restored>,
    /// The global table that it is a replica of.
    pub(crate) group: Option<u64>,
    /// `ContributorInsights`: of the table, and of indexes by name.
    pub(crate) insights: Vec<Insights>,
}

/// `OnDemandThroughput`: what an on-demand table takes at most.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Maximum {
    pub(crate) read: Option<i64>,
    pub(crate) write: Option<i64>,
}

impl Maximum {
    /// What a request asks for; `-1` takes a maximum away.
    pub(crate) fn with(self, asked: &OnDemandThroughput) -> Maximum {
        let one = |now: Option<i64>, asked: Option<i64>| match asked {
            None => now,
            Some(-1) => None,
            given => given,
        };
        Maximum {
            read: one(self.read, asked.max_read_request_units),
            write: one(self.write, asked.max_write_request_units),
        }
    }

    /// As descriptions show it.
    pub(crate) fn show(self) -> Option<OnDemandThroughput> {
        let some = self.read.is_some() || self.write.is_some();
        some.then_some(OnDemandThroughput {
            max_read_request_units: self.read,
            max_write_request_units: self.write,
        })
    }
}

/// `WarmThroughput`: requests a second that can come at once. It never sinks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Warm {
    pub(crate) read: i64,
    pub(crate) write: i64,
}

impl Default for Warm {
    fn default() -> Warm {
        Warm { read: limits::WARM_READS, write: limits::WARM_WRITES }
    }
}

impl Warm {
    /// Raised to what a request asks for.
    pub(crate) fn with(self, asked: Option<&WarmThroughput>) -> Warm {
        let Some(asked) = asked else { return self };
        Warm {
            read: asked.read_units_per_second.unwrap_or(self.read),
            write: asked.write_units_per_second.unwrap_or(self.write),
        }
    }

    /// At least as warm as this much provisioned throughput.
    pub(crate) fn at_least(self, read: i64, write: i64) -> Warm {
        Warm { read: self.read.max(read), write: self.write.max(write) }
    }
}

/// What keeps the history of a table's items.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Recovery {
    /// Point-in-time recovery: since when, and for how many days back.
    pub(crate) enabled: Option<(Timestamp, u8)>,
    /// Copies of an earlier state that are being made: backups and restores.
    pub(crate) copies: u32,
}

impl Recovery {
    /// Whether writes note what was before.
    pub(crate) fn keeps_history(self) -> bool {
        self.enabled.is_some() || self.copies > 0
    }
}

/// `RestoreSummary`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Restored {
    pub(crate) backup: Option<String>,
    pub(crate) table: Option<String>,
    pub(crate) to: Timestamp,
}

/// Contributor insights of a table (no name) or an index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Insights {
    pub(crate) index: Option<String>,
    pub(crate) enabled: bool,
    pub(crate) mode: String,
    pub(crate) changed: Timestamp,
}
