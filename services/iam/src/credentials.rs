//! All credentials of a user, or of the root: what reports tell, and what keeps a user from being deleted.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html>

use kernel::{ApiResult, Cx, Timestamp};

use crate::access_keys::{self, IssuedKey};
use crate::passwords::{self, LoginProfile, policy};
use crate::service_credentials;
use crate::signing_certificates::{self, SigningCertificate};
use crate::{mfa, ssh_keys};

/// What somebody can prove who they are with.
#[derive(Clone, Debug)]
pub(crate) struct Credentials {
    /// Oldest first, by id.
    pub(crate) access_keys: Vec<(String, IssuedKey)>,
    pub(crate) login_profile: Option<LoginProfile>,
    /// When the password expires, if the account's policy says that it does.
    #[allow(dead_code, reason = "the credential report tells it")]
    pub(crate) password_expires: Option<Timestamp>,
    /// Serial numbers, and since when.
    pub(crate) mfa_devices: Vec<(String, Timestamp)>,
    /// Oldest first, by id.
    pub(crate) signing_certificates: Vec<(String, SigningCertificate)>,
    pub(crate) ssh_keys: usize,
    pub(crate) service_credentials: usize,
}

/// The credentials of the user with this unique id; of the root, whose id is the account's number.
pub(crate) async fn of_owner(cx: &mut Cx<'_>, owner: &str) -> ApiResult<Credentials> {
    let policy = passwords::policy(cx).await?;
    let login_profile = passwords::get(cx, owner).await?;
    let changed = login_profile.as_ref().map(|profile| profile.changed);
    let mut signing_certificates = signing_certificates::of_owner(cx, owner).await?;
    signing_certificates.sort_by_key(|(_, certificate)| certificate.uploaded);
    Ok(Credentials {
        access_keys: access_keys::of_owner(cx, owner).await?,
        password_expires: changed.and_then(|changed| policy::expires(policy.as_ref(), changed)),
        login_profile,
        mfa_devices: mfa::of_owner(cx, owner).await?,
        signing_certificates,
        ssh_keys: ssh_keys::of_owner(cx, owner).await?.len(),
        service_credentials: service_credentials::of_owner(cx, owner).await?.len(),
    })
}

impl Credentials {
    /// What has to be done before their owner can go, if something is left.
    pub(crate) fn left(&self) -> Option<&'static str> {
        [
            (!self.access_keys.is_empty(), "delete access keys"),
            (!self.signing_certificates.is_empty(), "delete signing certificates"),
            (self.login_profile.is_some(), "delete login profile"),
            (!self.mfa_devices.is_empty(), "delete MFA device"),
            (self.ssh_keys + self.service_credentials > 0, "remove referenced objects"),
        ]
        .into_iter()
        .find_map(|(left, what)| left.then_some(what))
    }
}
