//! The state of ssm: every table with its name, scope, key, row and version. Names are never used again for
//! something else: see docs/state-keys.txt.
//!
//! Values lie with the versions, so that listings of parameters do not read them.

use kernel::Timestamp;
use serde::{Deserialize, Serialize};
use store::{Scope, Table};

use crate::name::ParameterKey;
use crate::parameter::{Parameter, Version};

/// Parameters by name.
pub(crate) static PARAMETERS: Table<ParameterKey, Parameter> =
    Table::new("ssm.parameter", Scope::Regional, 1);

/// Versions by name and number.
pub(crate) static VERSIONS: Table<(ParameterKey, u64), Version> =
    Table::new("ssm.version", Scope::Regional, 1);

/// The labels of a parameter's versions.
pub(crate) static LABELS: Table<ParameterKey, Vec<(String, u64)>> =
    Table::new("ssm.labels", Scope::Regional, 1);

/// Which tier a parameter is of; counted by tier.
pub(crate) static BY_TIER: Table<(u8, ParameterKey), ()> =
    Table::new("ssm.by-tier", Scope::Regional, 1);

/// Service settings that were changed, by their id.
pub(crate) static SETTINGS: Table<String, Setting> = Table::new("ssm.setting", Scope::Regional, 1);

/// A changed service setting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Setting {
    pub(crate) value: String,
    pub(crate) modified_at: Timestamp,
    /// An ARN.
    pub(crate) modified_by: String,
}
