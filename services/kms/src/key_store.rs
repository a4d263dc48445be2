//! Custom key stores: keys in an HSM cluster of the account's own, or behind an external key manager's proxy.
//! Ref: <https://docs.aws.amazon.com/kms/latest/developerguide/key-store-overview.html>

use kernel::Timestamp;
use serde::{Deserialize, Serialize};

use crate::names::names;

names! {
    /// Whether keys in the store can be used.
    Connection {
        Connected = "CONNECTED",
        Disconnected = "DISCONNECTED",
    }
}

/// A custom key store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct KeyStore {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) created: Timestamp,
    pub(crate) connection: Connection,
    /// AWS CloudHSM.
    pub(crate) cluster: String,
    pub(crate) trust_anchor: String,
    /// Sealed.
    pub(crate) password: Vec<u8>,
}
