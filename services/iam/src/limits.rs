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

/// Access keys of one user, or of the root.
pub(crate) const ACCESS_KEYS_PER_USER: usize = 2;
/// Signing certificates of one user.
pub(crate) const SIGNING_CERTIFICATES_PER_USER: usize = 2;
/// SSH public keys of one user.
pub(crate) const SSH_KEYS_PER_USER: usize = 5;
/// Bits of an SSH key's modulus at least.
pub(crate) const MIN_SSH_KEY_BITS: usize = 2_048;
/// Credentials of one user for one service.
pub(crate) const SERVICE_CREDENTIALS: usize = 2;
/// MFA devices of one user, or of the root.
pub(crate) const MFA_DEVICES_PER_USER: usize = 8;
/// Virtual MFA devices of an account: as many as users.
pub(crate) const MFA_DEVICES: usize = 5_000;
/// Bytes of a virtual MFA device's seed.
pub(crate) const MFA_SEED: usize = 40;
/// Characters of a virtual MFA device's name.
pub(crate) const MFA_DEVICE_NAME: usize = 226;
/// Server certificates of an account.
pub(crate) const SERVER_CERTIFICATES: usize = 20;
/// SAML providers of an account.
pub(crate) const SAML_PROVIDERS: usize = 100;
/// Private keys of a SAML provider.
pub(crate) const SAML_PRIVATE_KEYS: usize = 2;
/// How long SAML metadata holds that does not say it: a hundred years.
pub(crate) const METADATA_DAYS: u64 = 36_525;
/// Nodes of SAML metadata that are looked at.
pub(crate) const MAX_METADATA_NODES: u32 = 200_000;
/// OpenID Connect providers of an account.
pub(crate) const OIDC_PROVIDERS: usize = 100;
/// Audiences of an OpenID Connect provider.
pub(crate) const CLIENT_IDS: usize = 100;
/// Thumbprints of an OpenID Connect provider.
pub(crate) const THUMBPRINTS: usize = 5;
/// What counts as a symbol in passwords.
pub(crate) const PASSWORD_SYMBOLS: &str = "!@#$%^&*()_+-=[]{}|'";
/// Characters of a password while the account has no policy of its own.
pub(crate) const DEFAULT_PASSWORD_LENGTH: usize = 8;
/// Characters of a password when the account's policy does not say.
pub(crate) const LEAST_PASSWORD_LENGTH: i32 = 6;
/// Passwords of one user that are remembered.
pub(crate) const REMEMBERED_PASSWORDS: usize = 24;
