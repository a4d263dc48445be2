//! A secret, and how requests find it.

use std::sync::Arc;

use kernel::{ApiResult, Arn, Cx, Region, Timestamp};
use serde::{Deserialize, Serialize};

use crate::cross_account::{self, Other, Status};
use crate::name::SecretName;
use crate::replication::Replica;
use crate::rotation::Rotation;
use crate::secret_id::{ArnId, SecretId};
use crate::tables::{SECRETS, VALUES};
use crate::value::SecretValue;
use crate::version::{CURRENT, PENDING, Version};
use crate::{errors, limits, replication};

/// A secret: everything but the values of its versions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Secret {
    pub(crate) name: SecretName,
    /// The random characters at the end of the ARN: another secret of this name is another secret.
    pub(crate) suffix: String,
    /// The token of the request that made it.
    pub(crate) created_with: String,
    pub(crate) description: Option<String>,
    /// As it was given; `None` for the default key.
    pub(crate) kms_key: Option<String>,
    pub(crate) created_at: Timestamp,
    pub(crate) changed_at: Timestamp,
    /// When a value was last given: a rotation by hand.
    pub(crate) value_changed_at: Timestamp,
    /// The day.
    pub(crate) accessed_on: Option<Timestamp>,
    pub(crate) deletion: Option<Deletion>,
    /// `None` until there is the first one.
    pub(crate) tags: Option<Vec<(String, String)>>,
    /// The resource policy, as it was given.
    pub(crate) policy: Option<String>,
    /// Oldest first.
    pub(crate) versions: Vec<Version>,
    pub(crate) rotation: Option<Rotation>,
    pub(crate) replicas: Vec<Replica>,
    /// Of a replica: where its primary is.
    pub(crate) primary_region: Option<Region>,
    /// Of a replica of another account's secret: that secret.
    pub(crate) primary_abroad: Option<Other>,
    /// Its replica in another account.
    pub(crate) replica_abroad: Option<Other>,
    /// The version that is there while rotation is tried.
    pub(crate) trying: Option<String>,
}

/// That a secret was deleted, and can still be restored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Deletion {
    /// When DeleteSecret was called.
    pub(crate) at: Timestamp,
    /// When it is removed.
    pub(crate) due: Timestamp,
}

/// The letters of the end of an ARN.
const SUFFIX_LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

impl Secret {
    /// A secret that is made now, without versions.
    pub(crate) fn new(cx: &Cx<'_>, name: SecretName, token: &str) -> Secret {
        let now = cx.now();
        Secret {
            name,
            suffix: new_suffix(cx),
            created_with: token.to_owned(),
            description: None,
            kms_key: None,
            created_at: now,
            changed_at: now,
            value_changed_at: now,
            accessed_on: None,
            deletion: None,
            tags: None,
            policy: None,
            versions: Vec::new(),
            rotation: None,
            replicas: Vec::new(),
            primary_region: None,
            primary_abroad: None,
            replica_abroad: None,
            trying: None,
        }
    }

    /// Its ARN in the account and region that `cx` is in.
    pub(crate) fn arn(&self, cx: &Cx<'_>) -> ApiResult<Arn> {
        cx.arn("secretsmanager", &format!("secret:{}-{}", self.name, self.suffix))
    }

    pub(crate) fn version(&self, id: &str) -> Option<&Version> {
        self.versions.iter().find(|version| version.id == id)
    }

    pub(crate) fn version_mut(&mut self, id: &str) -> Option<&mut Version> {
        self.versions.iter_mut().find(|version| version.id == id)
    }

    pub(crate) fn on_stage(&self, stage: &str) -> Option<&Version> {
        self.versions.iter().find(|version| version.is_on(stage))
    }

    /// The version of a rotation that did not end.
    pub(crate) fn pending(&self) -> Option<&Version> {
        let version = self.on_stage(PENDING).filter(|version| !version.is_on(CURRENT))?;
        (self.trying.as_ref() != Some(&version.id)).then_some(version)
    }

    /// The version that GetSecretValue means: of this id, on this stage, or the current one. One that has no value
    /// yet is not there.
    pub(crate) fn pick(&self, id: Option<&str>, stage: Option<&str>) -> ApiResult<&Version> {
        let there = |version: &&Version| version.has_value;
        let Some(id) = id else {
            let stage = stage.unwrap_or(CURRENT);
            let found = self.on_stage(stage).filter(there);
            return found.ok_or_else(|| errors::no_such_stage(stage));
        };
        let version = self.version(id).ok_or_else(|| errors::no_such_version(id))?;
        match stage {
            Some(stage) if !version.is_on(stage) => Err(errors::stage_of_another_version()),
            Some(stage) => Some(version).filter(there).ok_or_else(|| errors::no_such_stage(stage)),
            None => Some(version).filter(there).ok_or_else(|| errors::no_such_version(id)),
        }
    }

    /// Whether `id`, a whole or partial ARN, is of this secret.
    fn is_called(&self, suffix: &str) -> bool {
        self.suffix == suffix
    }

    /// Fails while the secret is deleted.
    pub(crate) fn require_usable(&self) -> ApiResult<()> {
        if self.deletion.is_some() { Err(errors::marked_for_deletion()) } else { Ok(()) }
    }

    /// Fails on replicas, which only follow their primary.
    pub(crate) fn require_primary(&self) -> ApiResult<()> {
        if self.primary_abroad.is_some() {
            return Err(errors::on_replica_of_other());
        }
        self.require_own_region()
    }

    /// Fails while a replication between accounts goes on or is remembered.
    pub(crate) fn require_free(&self) -> ApiResult<()> {
        if self.replica_abroad.is_some() {
            return Err(errors::has_replica_abroad(self.name.as_str()));
        }
        let follows = |known: &&Other| matches!(known.status, Status::InSync | Status::Failed);
        match self.primary_abroad.as_ref().filter(follows) {
            Some(_) => Err(errors::on_replica_of_other()),
            None => Ok(()),
        }
    }

    /// Fails on replicas in other regions than their primary's.
    pub(crate) fn require_own_region(&self) -> ApiResult<()> {
        if self.primary_region.is_some() { Err(errors::on_replica()) } else { Ok(()) }
    }
}

/// Six random letters and digits.
pub(crate) fn new_suffix(cx: &Cx<'_>) -> String {
    cx.random().text(limits::SUFFIX, SUFFIX_LETTERS)
}

/// The secret that `id` means in this region, deleted or not.
pub(crate) async fn look_up(cx: &mut Cx<'_>, id: &SecretId) -> ApiResult<Option<Arc<Secret>>> {
    match id {
        SecretId::Name(name) => cx.get_shared(&SECRETS, name).await,
        SecretId::Arn(arn) => by_arn(cx, arn).await,
    }
}

async fn by_arn(cx: &mut Cx<'_>, arn: &ArnId) -> ApiResult<Option<Arc<Secret>>> {
    if arn.partition != cx.partition().as_str() || arn.region != cx.region().as_str() {
        return Ok(None);
    }
    if let Some((name, suffix)) = &arn.whole {
        let found = cx.get_shared(&SECRETS, name).await?;
        if let Some(found) = found.filter(|secret| secret.is_called(suffix)) {
            return Ok(Some(found));
        }
    }
    match &arn.partial {
        Some(name) => cx.get_shared(&SECRETS, name).await,
        None => Ok(None),
    }
}

/// The secret that a request's `SecretId` means, deleted or not.
pub(crate) async fn find(cx: &mut Cx<'_>, id: &str) -> ApiResult<Arc<Secret>> {
    let id = SecretId::parse(id)?;
    if id.account().is_some_and(|account| account != cx.account()) {
        return Err(errors::no_such_secret());
    }
    look_up(cx, &id).await?.ok_or_else(errors::no_such_secret)
}

/// The same, if it is not deleted.
pub(crate) async fn find_usable(cx: &mut Cx<'_>, id: &str) -> ApiResult<Arc<Secret>> {
    let secret = find(cx, id).await?;
    secret.require_usable()?;
    Ok(secret)
}

/// The same, to be changed: no replica either.
pub(crate) async fn find_to_change(cx: &mut Cx<'_>, id: &str) -> ApiResult<Secret> {
    let secret = find_usable(cx, id).await?;
    secret.require_primary()?;
    Ok(Arc::unwrap_or_clone(secret))
}

/// The same, for what a replica of another account's secret has of its own: tags and policy.
pub(crate) async fn find_to_describe(cx: &mut Cx<'_>, id: &str) -> ApiResult<Secret> {
    let secret = find_usable(cx, id).await?;
    secret.require_own_region()?;
    Ok(Arc::unwrap_or_clone(secret))
}

/// Writes a secret whose replication was changed now.
pub(crate) fn keep(cx: &mut Cx<'_>, secret: &mut Secret) {
    secret.changed_at = cx.now();
    cx.put(&SECRETS, &secret.name, secret);
}

/// Writes a secret that was changed now; its replicas follow. `fresh` is the value that a version was just given.
pub(crate) async fn save(
    cx: &mut Cx<'_>,
    secret: &mut Secret,
    fresh: Option<(&str, &SecretValue)>,
) -> ApiResult<()> {
    secret.changed_at = cx.now();
    if !secret.replicas.is_empty() {
        replication::follow(cx, secret, fresh).await?;
    }
    cross_account::follow(cx, secret, fresh).await?;
    cx.put(&SECRETS, &secret.name, secret);
    Ok(())
}

/// Removes a secret and its values.
pub(crate) fn erase(cx: &mut Cx<'_>, secret: &Secret) {
    for version in &secret.versions {
        cx.delete(&VALUES, &(secret.name.clone(), version.id.clone()));
    }
    cx.delete(&SECRETS, &secret.name);
}

/// The token that a request must give.
pub(crate) fn required_token(token: Option<&str>) -> ApiResult<&str> {
    token.ok_or_else(|| errors::invalid_request(errors::NO_TOKEN))
}
