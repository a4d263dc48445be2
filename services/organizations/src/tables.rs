//! What Organizations keeps. Names are never used again for something else: see docs/state-keys.txt.
//!
//! An organization spans accounts and has no region, so its rows are one set for each partition, under the
//! organization's id; whose rows a call may touch is decided by `door`, which finds the caller's organization in
//! [`MEMBERS`].

use kernel::{AccountId, Timestamp};
use serde::{Deserialize, Serialize};
use store::{Scope, Table};

use crate::account::Account;
use crate::creation::Creation;
use crate::handshake::Handshake;
use crate::ids::OrgId;
use crate::organization::Organization;
use crate::policies::Policy;
use crate::transfer::Transfer;
use crate::tree::Unit;

/// An organization and one more id.
pub(crate) type OrgKey = (OrgId, String);

/// Which organization an account is in.
pub(crate) static MEMBERS: Table<String, OrgId> =
    Table::new("organizations.member", Scope::Partition, 1);

/// Organizations.
pub(crate) static ORGANIZATIONS: Table<OrgId, Organization> =
    Table::new("organizations.organization", Scope::Partition, 1);

/// Accounts of an organization; counted.
pub(crate) static ACCOUNTS: Table<OrgKey, Account> =
    Table::new("organizations.account", Scope::Partition, 1);

/// Who has an email address, for ever: addresses of closed accounts stay taken.
pub(crate) static EMAILS: Table<String, AccountId> =
    Table::new("organizations.email", Scope::Partition, 1);

/// Name and address of an account, wherever it goes.
pub(crate) static PROFILES: Table<String, (String, String)> =
    Table::new("organizations.profile", Scope::Partition, 1);

/// Organizational units; counted.
pub(crate) static UNITS: Table<OrgKey, Unit> =
    Table::new("organizations.unit", Scope::Partition, 1);

/// Names of units in their parent: (organization, parent, name), to the unit.
pub(crate) static UNIT_NAMES: Table<(OrgId, String, String), String> =
    Table::new("organizations.unit-name", Scope::Partition, 1);

/// What is in a root or unit: (organization, parent, whether it is an account, id).
pub(crate) static CHILDREN: Table<(OrgId, String, bool, String), ()> =
    Table::new("organizations.child", Scope::Partition, 1);

/// Policies that the organization wrote; counted by type: (organization, type, id).
pub(crate) static POLICIES: Table<(OrgId, String, String), Policy> =
    Table::new("organizations.policy", Scope::Partition, 1);

/// Types of policies by id.
pub(crate) static POLICY_TYPES: Table<OrgKey, String> =
    Table::new("organizations.policy-type", Scope::Partition, 1);

/// Names of policies: (organization, type, name), to the id.
pub(crate) static POLICY_NAMES: Table<(OrgId, String, String), String> =
    Table::new("organizations.policy-name", Scope::Partition, 1);

/// What is attached to a target in the order of attaching: (organization, target, type, number), to the policy.
pub(crate) static ATTACHED: Table<(OrgId, String, String, u64), String> =
    Table::new("organizations.attached", Scope::Partition, 1);

/// What a policy is attached to: (organization, policy, target), to the number in [`ATTACHED`].
pub(crate) static TARGETS: Table<(OrgId, String, String), u64> =
    Table::new("organizations.target", Scope::Partition, 1);

/// Tags of accounts, units, roots, policies, transfers.
pub(crate) static TAGS: Table<OrgKey, Vec<(String, String)>> =
    Table::new("organizations.tag", Scope::Partition, 1);

/// Requests to create accounts.
pub(crate) static CREATIONS: Table<OrgKey, Creation> =
    Table::new("organizations.creation", Scope::Partition, 1);

/// Handshakes.
pub(crate) static HANDSHAKES: Table<String, Handshake> =
    Table::new("organizations.handshake", Scope::Partition, 1);

/// Whose handshakes they are: (organization or account, handshake).
pub(crate) static HANDSHAKES_OF: Table<(String, String), ()> =
    Table::new("organizations.handshake-of", Scope::Partition, 1);

/// Delegated administrators: (organization, account, service), to when.
pub(crate) static ADMINISTRATORS: Table<(OrgId, String, String), Timestamp> =
    Table::new("organizations.administrator", Scope::Partition, 1);

/// Services with trusted access: (organization, service), to when.
pub(crate) static SERVICES: Table<OrgKey, Timestamp> =
    Table::new("organizations.service", Scope::Partition, 1);

/// The delegation policy.
pub(crate) static RESOURCE_POLICIES: Table<OrgId, ResourcePolicy> =
    Table::new("organizations.resource-policy", Scope::Partition, 1);

/// Transfers of responsibility.
pub(crate) static TRANSFERS: Table<String, Transfer> =
    Table::new("organizations.transfer", Scope::Partition, 1);

/// Whose transfers they are: (organization, whether it takes the responsibility, transfer).
pub(crate) static TRANSFERS_OF: Table<(OrgId, bool, String), ()> =
    Table::new("organizations.transfer-of", Scope::Partition, 1);

/// The delegation policy of an organization.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ResourcePolicy {
    /// `rp-...`.
    pub(crate) id: String,
    pub(crate) content: String,
}
