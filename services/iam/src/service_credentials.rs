//! Service-specific credentials: a user name and password for Git over HTTPS and for Cassandra clients, or a key for
//! Bedrock and CloudWatch Logs that may expire. Of the secret only a digest is kept.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateServiceSpecificCredential.html>

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use gen_iam as api;
use kernel::{ApiResult, Cx, Random, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use store::{Scope, Table};

use crate::credential_errors as errors;
use crate::owned::{self, Owned};
use crate::status::Status;

/// What a service's credentials are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// A user name and a password.
    Password,
    /// One key, which begins with this; it can expire.
    ApiKey(&'static str),
}

/// The services that have such credentials.
pub(crate) fn form(service: &str) -> ApiResult<Form> {
    match service {
        "codecommit.amazonaws.com" | "cassandra.amazonaws.com" => Ok(Form::Password),
        "bedrock.amazonaws.com" => Ok(Form::ApiKey("ABSK")),
        "logs.amazonaws.com" => Ok(Form::ApiKey("ACWL")),
        _ => Err(errors::no_such_service(service)),
    }
}

/// A credential.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Credential {
    pub(crate) service: String,
    /// `alice-at-111122223333`.
    pub(crate) user: String,
    /// SHA-256 of the secret, which is too random to be guessed.
    pub(crate) digest: [u8; 32],
    pub(crate) status: Status,
    pub(crate) created: Timestamp,
    pub(crate) expires: Option<Timestamp>,
}

/// Credentials: (unique id of the user, id of the credential).
pub(crate) static CREDENTIALS: Owned<Credential> =
    Table::new("iam.service-credential", Scope::Account, 1);

/// The name that a service knows a user's credential by: `taken` are those that the user has already.
pub(crate) fn name_of<'a>(user: &str, account: &str, taken: impl Fn(&str) -> bool + 'a) -> String {
    let plain = format!("{user}-at-{account}");
    let numbered = (1..).map(|number: u32| format!("{user}+{number}-at-{account}"));
    std::iter::once(plain).chain(numbered).find(|name| !taken(name)).unwrap_or_default()
}

/// A fresh secret.
pub(crate) fn new_secret(form: Form, user: &str, random: &Random) -> String {
    let mut bytes = [0; 32];
    random.fill(&mut bytes);
    let secret = STANDARD.encode(bytes);
    match form {
        Form::Password => secret,
        Form::ApiKey(prefix) => format!("{prefix}{}", STANDARD.encode(format!("{user}:{secret}"))),
    }
}

pub(crate) fn digest(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}

/// When a key made now for so many days ends.
pub(crate) fn end(now: Timestamp, days: i32) -> Timestamp {
    now.plus(Duration::from_secs(u64::try_from(days).unwrap_or(0) * 86_400))
}

impl Credential {
    fn shown_status(&self, now: Timestamp) -> String {
        match self.expires {
            Some(end) if end <= now => "Expired".to_owned(),
            _ => self.status.shown(),
        }
    }

    /// With the secret, which is shown once.
    pub(crate) fn shown(
        &self,
        cx: &Cx<'_>,
        owner: &str,
        id: &str,
        secret: String,
    ) -> ApiResult<api::ServiceSpecificCredential> {
        let whole = api::ServiceSpecificCredential {
            create_date: Some(self.created),
            expiration_date: self.expires,
            service_name: Some(self.service.clone()),
            service_specific_credential_id: Some(id.to_owned()),
            user_name: Some(owner.to_owned()),
            status: Some(self.shown_status(cx.now())),
            ..api::ServiceSpecificCredential::default()
        };
        let name = Some(self.user.clone());
        Ok(match form(&self.service)? {
            Form::Password => api::ServiceSpecificCredential {
                service_user_name: name,
                service_password: Some(secret),
                ..whole
            },
            Form::ApiKey(_) => api::ServiceSpecificCredential {
                service_credential_alias: name,
                service_credential_secret: Some(secret),
                ..whole
            },
        })
    }

    /// Without the secret.
    pub(crate) fn listed(
        &self,
        cx: &Cx<'_>,
        owner: &str,
        id: &str,
    ) -> ApiResult<api::ServiceSpecificCredentialMetadata> {
        let (name, alias) = match form(&self.service)? {
            Form::Password => (Some(self.user.clone()), None),
            Form::ApiKey(_) => (None, Some(self.user.clone())),
        };
        Ok(api::ServiceSpecificCredentialMetadata {
            user_name: Some(owner.to_owned()),
            status: Some(self.shown_status(cx.now())),
            service_user_name: name,
            service_credential_alias: alias,
            create_date: Some(self.created),
            expiration_date: self.expires,
            service_specific_credential_id: Some(id.to_owned()),
            service_name: Some(self.service.clone()),
        })
    }
}

pub(crate) async fn of_owner(cx: &mut Cx<'_>, owner: &str) -> ApiResult<Vec<(String, Credential)>> {
    owned::all(cx, &CREDENTIALS, owner).await
}

/// The user's credential with this id, or NoSuchEntity.
pub(crate) async fn find(cx: &mut Cx<'_>, owner: &str, id: &str) -> ApiResult<Credential> {
    let credential = owned::get(cx, &CREDENTIALS, owner, id).await?;
    credential.ok_or_else(|| errors::no_service_credential(id))
}

pub(crate) fn put(cx: &mut Cx<'_>, owner: &str, id: &str, credential: &Credential) {
    owned::put(cx, &CREDENTIALS, owner, id, credential);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_numbered() {
        let first = "alice-at-111122223333";
        let second = "alice+1-at-111122223333";
        assert_eq!(name_of("alice", "111122223333", |_| false), first);
        assert_eq!(name_of("alice", "111122223333", |name| name == first), second);
        let third = name_of("alice", "111122223333", |name| name == first || name == second);
        assert_eq!(third, "alice+2-at-111122223333");
    }

    #[test]
    fn keys_of_bedrock_hold_their_name() {
        let random = Random::from_seed(1);
        let key = new_secret(Form::ApiKey("ABSK"), "bob-at-1", &random);
        let inner = STANDARD.decode(key.strip_prefix("ABSK").unwrap()).unwrap();
        assert!(String::from_utf8(inner).unwrap().starts_with("bob-at-1:"));
        assert_ne!(
            new_secret(Form::Password, "b", &random),
            new_secret(Form::Password, "b", &random)
        );
    }
}
