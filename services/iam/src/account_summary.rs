//! The numbers of an account: how many of everything there are, and the quotas.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>

use gen_iam::values::summary_key_type as keys;
use kernel::{ApiResult, Cx};

use crate::entity::Kind;
use crate::tables::{GROUPS, INSTANCE_PROFILES, POLICIES, POLICY_VERSIONS, ROLES, USERS};
use crate::{
    account_settings, credentials, limits, mfa, oidc_providers, saml_providers, server_certificates,
};

/// More versions than an account can have: five of each of its policies.
const ALL: usize = 10_000;

/// What there is.
pub(crate) async fn counts(cx: &mut Cx<'_>) -> ApiResult<Vec<(&'static str, u64)>> {
    let devices = mfa::all(cx).await?;
    let in_use = devices.iter().filter(|(_, device)| device.assigned.is_some()).count();
    let root = cx.account();
    let root = credentials::of_owner(cx, root.as_str()).await?;
    let providers = oidc_providers::all(cx).await?.len() + saml_providers::all(cx).await?.len();
    let versions = cx.rows(&POLICY_VERSIONS);
    let versions = cx.range(&POLICY_VERSIONS, &versions, ALL).await?.len();
    let certificates = server_certificates::all(cx).await?.len();
    let settings = account_settings::get(cx).await?;
    Ok(vec![
        (keys::USERS, cx.count_rows(&USERS, &()).await?),
        (keys::GROUPS, cx.count_rows(&GROUPS, &()).await?),
        (keys::ROLES, cx.count_rows(&ROLES, &()).await?),
        (keys::POLICIES, cx.count_rows(&POLICIES, &()).await?),
        (keys::INSTANCE_PROFILES, cx.count_rows(&INSTANCE_PROFILES, &()).await?),
        (keys::POLICY_VERSIONS_IN_USE, versions as u64),
        (keys::SERVER_CERTIFICATES, certificates as u64),
        (keys::PROVIDERS, providers as u64),
        (keys::MFA_DEVICES, devices.len() as u64),
        (keys::MFA_DEVICES_IN_USE, in_use as u64),
        (keys::ACCOUNT_MFA_ENABLED, u64::from(!root.mfa_devices.is_empty())),
        (keys::ACCOUNT_ACCESS_KEYS_PRESENT, u64::from(!root.access_keys.is_empty())),
        (keys::ACCOUNT_PASSWORD_PRESENT, u64::from(root.login_profile.is_some())),
        (
            keys::ACCOUNT_SIGNING_CERTIFICATES_PRESENT,
            u64::from(!root.signing_certificates.is_empty()),
        ),
        (keys::GLOBAL_ENDPOINT_TOKEN_VERSION, settings.token_version()),
    ])
}

/// What there may be.
pub(crate) fn quotas() -> [(&'static str, u64); 19] {
    let account = |kind| limits::per_account(kind).most;
    let inline = |kind| limits::inline_policies(kind) as u64;
    let attached = limits::ATTACHED_POLICIES as u64;
    [
        (keys::USERS_QUOTA, account(Kind::User)),
        (keys::GROUPS_QUOTA, account(Kind::Group)),
        (keys::ROLES_QUOTA, account(Kind::Role)),
        (keys::POLICIES_QUOTA, account(Kind::Policy)),
        (keys::INSTANCE_PROFILES_QUOTA, account(Kind::InstanceProfile)),
        (keys::SERVER_CERTIFICATES_QUOTA, limits::SERVER_CERTIFICATES as u64),
        (keys::USER_POLICY_SIZE_QUOTA, inline(Kind::User)),
        (keys::GROUP_POLICY_SIZE_QUOTA, inline(Kind::Group)),
        (keys::ROLE_POLICY_SIZE_QUOTA, inline(Kind::Role)),
        (keys::POLICY_SIZE_QUOTA, limits::MANAGED_POLICY as u64),
        (keys::ASSUME_ROLE_POLICY_SIZE_QUOTA, limits::TRUST_POLICY as u64),
        (keys::VERSIONS_PER_POLICY_QUOTA, limits::POLICY_VERSIONS as u64),
        (keys::POLICY_VERSIONS_IN_USE_QUOTA, 10_000),
        (keys::GROUPS_PER_USER_QUOTA, limits::GROUPS_PER_USER as u64),
        (keys::ATTACHED_POLICIES_PER_USER_QUOTA, attached),
        (keys::ATTACHED_POLICIES_PER_GROUP_QUOTA, attached),
        (keys::ATTACHED_POLICIES_PER_ROLE_QUOTA, attached),
        (keys::ACCESS_KEYS_PER_USER_QUOTA, limits::ACCESS_KEYS_PER_USER as u64),
        (keys::SIGNING_CERTIFICATES_PER_USER_QUOTA, limits::SIGNING_CERTIFICATES_PER_USER as u64),
    ]
}
