//! A key: everything about it but its material.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_KeyMetadata.html>

use kernel::{AccountId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::key_id::{AliasName, KeyId};
use crate::key_spec::{KeySpec, KeyUsage};
use crate::names::names;

names! {
    /// Where a key's material comes from.
    Origin {
        AwsKms = "AWS_KMS",
        External = "EXTERNAL",
        AwsCloudHsm = "AWS_CLOUDHSM",
        ExternalKeyStore = "EXTERNAL_KEY_STORE",
    }
}

names! {
    /// What can be done with a key; [`crate::state`] says what in which.
    KeyState {
        Enabled = "Enabled",
        Disabled = "Disabled",
        PendingDeletion = "PendingDeletion",
        PendingImport = "PendingImport",
        PendingReplicaDeletion = "PendingReplicaDeletion",
        /// Its custom key store is not connected. Never stored.
        Unavailable = "Unavailable",
    }
}

/// A key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Key {
    pub(crate) id: KeyId,
    pub(crate) arn: String,
    pub(crate) account: AccountId,
    pub(crate) created: Timestamp,
    pub(crate) description: String,
    pub(crate) spec: KeySpec,
    pub(crate) usage: KeyUsage,
    pub(crate) origin: Origin,
    /// As stored; [`crate::state::of`] knows about custom key stores, too.
    pub(crate) state: KeyState,
    /// Whether it was enabled before its material went or its deletion was scheduled.
    pub(crate) enabled: bool,
    pub(crate) deletion: Option<Deletion>,
    /// The service, of a key that AWS manages: `sqs`.
    pub(crate) managed_for: Option<String>,
    pub(crate) policy: String,
    pub(crate) rotation: Option<Rotation>,
    /// Rotations on demand that were used up.
    pub(crate) rotated_on_demand: u32,
    pub(crate) store: Option<StoreLink>,
    pub(crate) regions: Option<Regions>,
    /// Whether anybody was ever granted something: saves looking.
    pub(crate) granted: bool,
    /// Sorted. They and the tags are here, since policies ask for them.
    pub(crate) aliases: Vec<AliasName>,
    pub(crate) tags: Vec<(String, String)>,
    /// The current material's id, where one is shown: symmetric encryption keys.
    pub(crate) material_id: Option<String>,
    /// Of imported material: when it expires. `Some(None)`: never.
    pub(crate) expires: Option<Option<Timestamp>>,
}

/// A deletion to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Deletion {
    pub(crate) window_days: u32,
    /// `None` while replicas are waited for.
    pub(crate) at: Option<Timestamp>,
}

/// Rotation on schedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Rotation {
    pub(crate) period_days: u32,
    pub(crate) next: Timestamp,
}

/// The custom key store that a key is in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct StoreLink {
    pub(crate) store: String,
    pub(crate) cluster: Option<String>,
    pub(crate) external_key: Option<String>,
}

/// The regions of a multi-region key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Regions {
    pub(crate) primary: String,
    pub(crate) replicas: Vec<String>,
}

impl Key {
    /// Whether it is the primary of a multi-region key, of which `region` is its own.
    pub(crate) fn is_primary(&self, region: &str) -> bool {
        self.regions.as_ref().is_some_and(|regions| regions.primary == region)
    }
}
