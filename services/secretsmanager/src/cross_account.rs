//! Replicas in other accounts: a secret that its owner made to follow a primary elsewhere, under a key of its own, and
//! that the primary's account then took on. The values of all staged versions and the description follow; tags and
//! policy are the replica's own.
//!
//! Whoever changes the primary brings the replica up to it, with what they may do there: its policy has to let them
//! accept replication, and its key's policy has to let them encrypt.
//! Ref: <https://docs.aws.amazon.com/secretsmanager/latest/userguide/replicate-secrets.html>

use gen_secretsmanager::values::status_type;
use gen_secretsmanager::{CrossAccountPrimaryType, CrossAccountReplicaEntry};
use kernel::{AccountId, ApiError, ApiResult, Cx, Required, policy_asks_resource_tags};
use policy::ResourceRule;
use serde::{Deserialize, Serialize};

use crate::secret::{self, Secret};
use crate::secret_id::SecretId;
use crate::tables::{SECRETS, VALUES};
use crate::value::SecretValue;
use crate::vault::{self, Place};
use crate::version::Version;
use crate::{errors, new_version};

/// What the primary's side needs of the replica's policy.
pub(crate) const ACCEPT: &str = "secretsmanager:AcceptCrossAccountReplication";

/// How far replication is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Status {
    Pending,
    InSync,
    Failed,
    Detached,
}

impl Status {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Status::Pending => status_type::PENDING,
            Status::InSync => status_type::IN_SYNC,
            Status::Failed => status_type::FAILED,
            Status::Detached => status_type::DETACHED,
        }
    }
}

/// The other side of a replication: of a replica its primary, of a primary its replica.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Other {
    pub(crate) arn: String,
    pub(crate) status: Status,
    /// Why it failed.
    pub(crate) message: Option<String>,
}

impl Other {
    pub(crate) fn new(arn: &str, status: Status) -> Other {
        Other { arn: arn.to_owned(), status, message: None }
    }

    pub(crate) fn shown_primary(&self) -> CrossAccountPrimaryType {
        CrossAccountPrimaryType {
            primary_secret_arn: Some(self.arn.clone()),
            replication_status: Some(self.status.as_str().to_owned()),
            status_message: self.message.clone(),
        }
    }

    pub(crate) fn shown_replica(&self) -> CrossAccountReplicaEntry {
        CrossAccountReplicaEntry {
            replica_secret_arn: Some(self.arn.clone()),
            replication_role_arn: None,
            replication_status: Some(self.status.as_str().to_owned()),
            status_message: self.message.clone(),
        }
    }
}

/// The account in the ARN of a secret in this region.
pub(crate) fn account_of(cx: &Cx<'_>, arn: &str) -> ApiResult<AccountId> {
    match SecretId::parse(arn)? {
        SecretId::Arn(id)
            if id.whole.is_some()
                && id.partition == cx.partition().as_str()
                && id.region == cx.region().as_str() =>
        {
            Ok(id.account)
        }
        _ => Err(errors::foreign_place(arn)),
    }
}

/// The secret with this ARN, of whatever account.
pub(crate) async fn find(cx: &mut Cx<'_>, arn: &str) -> ApiResult<Option<Secret>> {
    let (account, id) = (account_of(cx, arn)?, SecretId::parse(arn)?);
    let home = cx.enter(account);
    let found = secret::look_up(cx, &id).await;
    let same = found.as_ref().is_ok_and(|found| {
        found.as_ref().is_some_and(|found| found.arn(cx).is_ok_and(|known| known.as_str() == arn))
    });
    cx.enter(home);
    Ok(found?.filter(|_| same).map(|found| Secret::clone(&found)))
}

/// What the caller has to be allowed to bring `replica` up to its primary.
pub(crate) fn accepting(cx: &Cx<'_>, arn: &str, replica: Option<&Secret>) -> ApiResult<Required> {
    let mut required = Required::new(ACCEPT, arn).owned_by(account_of(cx, arn)?);
    let Some(replica) = replica else { return Ok(required) };
    let policy = replica.policy.as_deref();
    if policy.is_some_and(policy_asks_resource_tags) {
        let tags = replica.tags.iter().flatten();
        required = required.with_tags(tags.map(|(key, value)| (&**key, &**value)));
    }
    Ok(match policy {
        Some(text) => required.with_policy(cx.kernel().compiled(arn, text)?, ResourceRule::Either),
        None => required,
    })
}

/// Brings the replica of `primary` up to it. That it cannot follow does not stop the primary.
pub(crate) async fn follow(
    cx: &mut Cx<'_>,
    primary: &mut Secret,
    fresh: Option<(&str, &SecretValue)>,
) -> ApiResult<()> {
    let Some(known) = primary.replica_abroad.clone() else { return Ok(()) };
    if known.status == Status::Detached {
        return Ok(());
    }
    let (status, message) = match write(cx, primary, &known.arn, fresh).await {
        Ok(()) => (Status::InSync, None),
        Err(error) if error.status() < 500 => (Status::Failed, Some(failure(&error))),
        Err(error) => return Err(error),
    };
    primary.replica_abroad = Some(Other { status, message, ..known });
    Ok(())
}

fn failure(error: &ApiError) -> String {
    format!("Replication failed: {}", error.message().unwrap_or(error.code()))
}

/// Writes the replica. All that can fail comes before the first row is written.
pub(crate) async fn write(
    cx: &mut Cx<'_>,
    primary: &Secret,
    arn: &str,
    fresh: Option<(&str, &SecretValue)>,
) -> ApiResult<()> {
    let here = primary.arn(cx)?;
    let account = account_of(cx, arn)?;
    let found = find(cx, arn).await?.ok_or_else(errors::no_such_secret)?;
    let mut replica = found.clone();
    let followed = replica.primary_abroad.as_ref().filter(|known| known.arn == here.as_str());
    if followed.is_none() || replica.deletion.is_some() {
        return Err(errors::not_a_replica_of(here.as_str()));
    }
    let required = accepting(cx, arn, Some(&replica))?;
    if !cx.would_be_allowed(required).await? {
        return Err(errors::may_not_replicate(arn));
    }
    let key = own_key(cx, &replica, account)?;
    let staged = primary.versions.iter().filter(|v| v.has_value && !v.is_deprecated());
    let mut versions: Vec<Version> = staged.cloned().collect();
    let mut sealed = Vec::new();
    for version in &mut versions {
        version.key.clone_from(&replica.kms_key);
        version.accessed_on = None;
        if let Some(known) = found.version(&version.id).filter(|v| v.key == replica.kms_key) {
            version.accessed_on = known.accessed_on;
            continue;
        }
        let value = match fresh {
            Some((id, value)) if id == version.id => value.clone(),
            _ => new_version::read(cx, primary, &version.id).await?,
        };
        let place = arn.parse().map_err(ApiError::bug)?;
        let place = Place { secret: &place, version: &version.id };
        let home = cx.enter(account);
        let value = vault::seal_for_other(cx, &key, &place, &value).await;
        cx.enter(home);
        sealed.push((version.id.clone(), value?));
    }
    replica.versions = versions;
    replica.description.clone_from(&primary.description);
    replica.changed_at = cx.now();
    replica.value_changed_at = primary.value_changed_at;
    replica.primary_abroad = Some(Other::new(here.as_str(), Status::InSync));
    let home = cx.enter(account);
    for (id, value) in &sealed {
        cx.put(&VALUES, &(replica.name.clone(), id.clone()), value);
    }
    for gone in found.versions.iter().filter(|known| replica.version(&known.id).is_none()) {
        cx.delete(&VALUES, &(replica.name.clone(), gone.id.clone()));
    }
    cx.put(&SECRETS, &replica.name, &replica);
    cx.enter(home);
    Ok(())
}

/// The ARN of the replica's key, which its owner may have named by id or alias.
fn own_key(cx: &Cx<'_>, replica: &Secret, account: AccountId) -> ApiResult<String> {
    let key = replica.kms_key.as_deref().ok_or_else(errors::replica_needs_a_key)?;
    if key.starts_with("arn:") {
        return Ok(key.to_owned());
    }
    let kind = if key.starts_with("alias/") { "" } else { "key/" };
    Ok(format!("arn:{}:kms:{}:{account}:{kind}{key}", cx.partition(), cx.region()))
}

/// Tells the other side, if it is there and thinks of this secret, how replication is now.
pub(crate) async fn tell(
    cx: &mut Cx<'_>,
    this: &Secret,
    other: &str,
    status: Status,
) -> ApiResult<()> {
    let here = this.arn(cx)?;
    let Some(mut there) = find(cx, other).await? else { return Ok(()) };
    for known in [&mut there.primary_abroad, &mut there.replica_abroad].into_iter().flatten() {
        if known.arn == here.as_str() {
            *known = Other::new(here.as_str(), status);
        }
    }
    let account = account_of(cx, other)?;
    let home = cx.enter(account);
    cx.put(&SECRETS, &there.name, &there);
    cx.enter(home);
    Ok(())
}
