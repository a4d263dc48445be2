//! Every number that IAM holds its users to: the defaults, which AWS raises on request.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>

use crate::entity::Kind;

/// How many of something an account may have, and what errors call that.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Quota {
    pub(crate) name: &'static str,
    pub(crate) most: u64,
}

/// How many entities of a kind an account may have.
pub(crate) const fn per_account(kind: Kind) -> Quota {
    let (name, most) = match kind {
        Kind::Group => ("GroupsPerAccount", 300),
        Kind::User => ("UsersPerAccount", 5_000),
        Kind::Role => ("RolesPerAccount", 1_000),
        Kind::InstanceProfile => ("InstanceProfilesPerAccount", 1_000),
        Kind::Policy => ("PoliciesPerAccount", 1_500),
    };
    Quota { name, most }
}

/// Groups that one user is in.
pub(crate) const GROUPS_PER_USER: usize = 10;
/// Managed policies attached to one user, group or role.
pub(crate) const ATTACHED_POLICIES: usize = 10;
/// Versions of a managed policy.
pub(crate) const POLICY_VERSIONS: usize = 5;
/// Characters of a managed policy, white space not counted.
pub(crate) const MANAGED_POLICY: usize = 6_144;
/// Characters of a trust policy, white space not counted.
pub(crate) const TRUST_POLICY: usize = 2_048;
/// Seconds of a role's sessions unless it says otherwise.
pub(crate) const SESSION_DURATION: i32 = 3_600;
/// Items of a page unless the request says otherwise.
pub(crate) const PAGE: usize = 100;
/// Items of a page at most.
pub(crate) const MAX_PAGE: usize = 1_000;

/// Characters of all inline policies of one user, group or role together, white space not counted.
pub(crate) const fn inline_policies(kind: Kind) -> usize {
    match kind {
        Kind::User => 2_048,
        Kind::Group => 5_120,
        _ => 10_240,
    }
}
