//! What IAM keeps: one line a table, each declared in a file below for the part that owns it. Names are never used
//! again for something else. Everything is an account's own but [`IDS`], which principals of other accounts' policies need.

use kernel::Timestamp;
use store::{Scope, Table};

use crate::account_settings::AccountSettings;
use crate::credential_report::Report as CredentialReport;
use crate::groups::Group;
use crate::inline::Inline;
use crate::instance_profiles::InstanceProfile;
use crate::last_accessed::Report as LastAccessed;
use crate::names::Folded;
use crate::organization_features::Features;
use crate::organization_report::Report as OrganizationReport;
use crate::policies::{Policy, PolicyVersion};
use crate::roles::Role;
use crate::service_linked::Deletion;
use crate::users::User;

/// Users by name; counted.
pub(crate) static USERS: Table<Folded, User> = Table::new("iam.user", Scope::Account, 1);

/// Groups by name; counted.
pub(crate) static GROUPS: Table<Folded, Group> = Table::new("iam.group", Scope::Account, 1);

/// Roles by name; counted.
pub(crate) static ROLES: Table<Folded, Role> = Table::new("iam.role", Scope::Account, 1);

/// Instance profiles by name; counted.
pub(crate) static INSTANCE_PROFILES: Table<Folded, InstanceProfile> =
    Table::new("iam.instance-profile", Scope::Account, 1);

/// The customer's managed policies by name; counted.
pub(crate) static POLICIES: Table<Folded, Policy> = Table::new("iam.policy", Scope::Account, 1);

/// Versions of managed policies: (policy's id, number).
pub(crate) static POLICY_VERSIONS: Table<(String, u32), PolicyVersion> =
    Table::new("iam.policy-version", Scope::Account, 1);

/// Inline policies: (id of user, group or role, policy's name).
pub(crate) static INLINE: Table<(String, String), Inline> =
    Table::new("iam.inline-policy", Scope::Account, 1);

/// Who has a managed policy attached: (policy's ARN, kind of entity, name); counted by policy.
pub(crate) static ATTACHED: Table<(String, u8, Folded), ()> =
    Table::new("iam.attached", Scope::Account, 1);

/// Whose boundary a managed policy is: (policy's ARN, kind of entity, name); counted by policy.
pub(crate) static BOUNDED: Table<(String, u8, Folded), ()> =
    Table::new("iam.bounded", Scope::Account, 1);

/// Who is in a group: (group's id, user's name).
pub(crate) static MEMBERS: Table<(String, Folded), ()> =
    Table::new("iam.group-member", Scope::Account, 1);

/// Which instance profiles a role is in: (role's id, profile's name).
pub(crate) static PROFILES_OF_ROLE: Table<(String, Folded), ()> =
    Table::new("iam.profile-of-role", Scope::Account, 1);

/// When sessions of a role were last made, and in which region, by its id.
pub(crate) static ROLE_USED: Table<String, (Timestamp, String)> =
    Table::new("iam.role-used", Scope::Account, 1);

/// The ARN of each user, group and role there is, by unique id, of all accounts.
pub(crate) static IDS: Table<String, String> = Table::new("iam.id", Scope::Partition, 1);

/// When the account began.
pub(crate) static BEGAN: Table<(), Timestamp> = Table::new("iam.account-began", Scope::Account, 1);

/// What an account has once.
pub(crate) static ACCOUNT_SETTINGS: Table<(), AccountSettings> =
    Table::new("iam.account-settings", Scope::Account, 1);

/// The credential report of an account.
pub(crate) static CREDENTIAL_REPORT: Table<(), CredentialReport> =
    Table::new("iam.credential-report", Scope::Account, 1);

/// Reports on when services were last used, by job id.
pub(crate) static LAST_ACCESSED: Table<String, LastAccessed> =
    Table::new("iam.last-accessed", Scope::Account, 1);

/// The same for parts of an organization, by job id.
pub(crate) static ORGANIZATION_REPORTS: Table<String, OrganizationReport> =
    Table::new("iam.organization-report", Scope::Account, 1);

/// Features of central root access, by organization.
pub(crate) static ORGANIZATION_FEATURES: Table<String, Features> =
    Table::new("iam.organization-features", Scope::Partition, 1);

/// Deletions of service-linked roles, by task id.
pub(crate) static ROLE_DELETIONS: Table<String, Deletion> =
    Table::new("iam.role-deletion", Scope::Account, 1);
