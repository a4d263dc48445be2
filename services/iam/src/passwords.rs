//! Passwords of users, the account's policy for them, and what is remembered of old ones. There is no console to sign
//! in to: passwords are kept, checked when they change, and reported.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords.html>

pub(crate) mod hash;
pub(crate) mod policy;

use gen_iam as api;
use kernel::{ApiResult, Cx, Timestamp};
use serde::{Deserialize, Serialize};
use store::{Scope, Table};

use crate::credential_errors as errors;
use crate::limits;
use crate::owner::Owner;
use hash::PasswordHash;
use policy::PasswordPolicy;

/// A user's right to sign in with a password.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LoginProfile {
    pub(crate) created: Timestamp,
    /// The password, then those before it, newest first; a root's profile has none.
    pub(crate) passwords: Vec<PasswordHash>,
    pub(crate) changed: Timestamp,
    pub(crate) reset_required: bool,
}

/// Profiles by the owner's unique id.
static LOGIN_PROFILES: Table<String, LoginProfile> =
    Table::new("iam.login-profile", Scope::Account, 1);

/// The account's own policy, if it has one.
static POLICY: Table<(), PasswordPolicy> = Table::new("iam.password-policy", Scope::Account, 1);

impl LoginProfile {
    /// The profile with a new password, which has been judged.
    pub(crate) fn with_password(mut self, password: &str, cx: &Cx<'_>) -> LoginProfile {
        self.passwords.insert(0, PasswordHash::of(password, cx.random()));
        self.passwords.truncate(limits::REMEMBERED_PASSWORDS);
        self.changed = cx.now().whole_seconds();
        self
    }

    pub(crate) fn shown(&self, owner: &Owner) -> api::LoginProfile {
        api::LoginProfile {
            user_name: owner.name.clone(),
            create_date: Some(self.created),
            password_reset_required: Some(self.reset_required),
        }
    }
}

/// The profile of an owner, if there is one.
pub(crate) async fn get(cx: &mut Cx<'_>, owner: &str) -> ApiResult<Option<LoginProfile>> {
    cx.get(&LOGIN_PROFILES, &owner.to_owned()).await
}

/// The profile of an owner, or NoSuchEntity.
pub(crate) async fn find(cx: &mut Cx<'_>, owner: &Owner) -> ApiResult<LoginProfile> {
    let profile = get(cx, &owner.id).await?;
    profile.ok_or_else(|| errors::no_login_profile(owner.name.as_deref().unwrap_or("root")))
}

pub(crate) fn put(cx: &mut Cx<'_>, owner: &Owner, profile: &LoginProfile) {
    cx.put(&LOGIN_PROFILES, &owner.id, profile);
}

pub(crate) fn delete(cx: &mut Cx<'_>, owner: &Owner) {
    cx.delete(&LOGIN_PROFILES, &owner.id);
}

/// The account's own policy.
pub(crate) async fn policy(cx: &mut Cx<'_>) -> ApiResult<Option<PasswordPolicy>> {
    cx.get(&POLICY, &()).await
}

pub(crate) fn put_policy(cx: &mut Cx<'_>, policy: &PasswordPolicy) {
    cx.put(&POLICY, &(), policy);
}

pub(crate) fn delete_policy(cx: &mut Cx<'_>) {
    cx.delete(&POLICY, &());
}

/// PasswordPolicyViolation for a password that is too weak, or that `used` has too lately.
pub(crate) async fn judge(cx: &mut Cx<'_>, password: &str, used: &[PasswordHash]) -> ApiResult<()> {
    let policy = policy(cx).await?;
    if !policy::accepts(policy.as_ref(), password, cx.account().as_str()) {
        return Err(errors::weak_password());
    }
    if policy::reuses(policy.as_ref(), used, password) {
        return Err(errors::used_password());
    }
    Ok(())
}
