//! What STS keeps: the keys of accounts that issue tokens. Sessions are not kept.

use serde::{Deserialize, Serialize};
use store::{Scope, Table};

/// An account as an issuer of tokens for others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Issuer {
    /// The URL that IAM gave the account.
    pub(crate) url: String,
    /// The private keys, sealed.
    pub(crate) rsa: Vec<u8>,
    pub(crate) ec: Vec<u8>,
}

/// The account's own.
pub(crate) static ISSUER: Table<(), Issuer> =
    Table::new("sts.web-identity-issuer", Scope::Account, 1);
