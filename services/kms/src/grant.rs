//! Grants: permissions for one principal on one key, beside the key's policy.
//! Ref: <https://docs.aws.amazon.com/kms/latest/developerguide/grants.html>

use kernel::{AccountId, Timestamp};
use serde::{Deserialize, Serialize};

/// A grant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Grant {
    pub(crate) id: String,
    pub(crate) name: Option<String>,
    pub(crate) created: Timestamp,
    pub(crate) grantee: Party,
    pub(crate) retiring: Option<Party>,
    /// The account of who made it.
    pub(crate) issuer: AccountId,
    /// AWS's names of operations.
    pub(crate) operations: Vec<String>,
    pub(crate) constraints: Constraints,
}

/// Whom a grant is for, or who may retire it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Party {
    /// An ARN.
    Principal(String),
    /// `SERVICE.amazonaws.com`.
    Service(String),
}

/// What calls a grant is limited to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Constraints {
    /// The encryption context has at least these pairs.
    pub(crate) subset: Option<Vec<(String, String)>>,
    /// It has these and no others.
    pub(crate) equals: Option<Vec<(String, String)>>,
    pub(crate) source_arn: Option<String>,
}

impl Party {
    pub(crate) fn as_str(&self) -> &str {
        match self {
            Party::Principal(text) | Party::Service(text) => text,
        }
    }
}
