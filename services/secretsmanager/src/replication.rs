//! Replicas in other regions: secrets of the same name and random characters that follow their primary. They have the
//! values of all staged versions, encrypted under keys of their own regions, and its tags, description and policy.
//!
//! They are written in the transaction that changes the primary, with what the caller may do with the keys.
//! Ref: <https://docs.aws.amazon.com/secretsmanager/latest/userguide/replicate-secrets.html>

use gen_secretsmanager::values::status_type;
use gen_secretsmanager::{ReplicaRegionType, ReplicationStatusType};
use kernel::{ApiError, ApiResult, Cx, Region, Timestamp};
use serde::{Deserialize, Serialize};

use crate::secret::{self, Secret};
use crate::tables::{SECRETS, VALUES};
use crate::value::SecretValue;
use crate::vault::{self, Place};
use crate::version::Version;
use crate::{errors, new_version};

/// A replica, as its primary knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Replica {
    pub(crate) region: Region,
    /// As it was given; `None` for the region's default key.
    pub(crate) kms_key: Option<String>,
    /// Why it does not follow, if it does not.
    pub(crate) failure: Option<String>,
    /// The day.
    pub(crate) accessed_on: Option<Timestamp>,
}

impl Replica {
    pub(crate) fn shown(&self) -> ReplicationStatusType {
        let status = match self.failure {
            None => status_type::IN_SYNC,
            Some(_) => status_type::FAILED,
        };
        let key = self.kms_key.as_deref().unwrap_or(vault::DEFAULT_KEY_ALIAS);
        ReplicationStatusType {
            region: Some(self.region.to_string()),
            kms_key_id: Some(key.to_owned()),
            status: Some(status.to_owned()),
            status_message: self.failure.clone(),
            last_accessed_date: self.accessed_on,
        }
    }
}

/// Regions that a request names, each once, and none the primary's.
pub(crate) fn parse(cx: &Cx<'_>, given: &[ReplicaRegionType]) -> ApiResult<Vec<Replica>> {
    let mut replicas: Vec<Replica> = Vec::with_capacity(given.len());
    for one in given {
        let name = one.region.as_deref().unwrap_or_default();
        let region = parse_region(cx, name)?;
        if region == *cx.region() {
            return Err(errors::replica_region(name));
        }
        if replicas.iter().any(|replica| replica.region == region) {
            return Err(errors::invalid_parameter(format!("Region {name} is given twice.")));
        }
        let kms_key = vault::chosen_key(one.kms_key_id.as_deref());
        replicas.push(Replica { region, kms_key, failure: None, accessed_on: None });
    }
    Ok(replicas)
}

/// A region of the primary's partition.
pub(crate) fn parse_region(cx: &Cx<'_>, name: &str) -> ApiResult<Region> {
    let region = Region::parse(name).filter(|region| region.partition() == cx.partition());
    region.ok_or_else(|| errors::no_such_region(name))
}

/// Adds replicas. What stands in their way is overwritten, or makes them fail; they are written with the secret.
pub(crate) async fn add(
    cx: &mut Cx<'_>,
    secret: &mut Secret,
    replicas: Vec<Replica>,
    overwrite: bool,
) -> ApiResult<()> {
    for mut replica in replicas {
        let known = secret.replicas.iter().position(|known| known.region == replica.region);
        if let Some(known) = known {
            if secret.replicas[known].failure.is_none() {
                return Err(errors::already_replicated_to(replica.region.as_str()));
            }
            secret.replicas.remove(known);
        }
        let home = cx.enter_region(replica.region.clone());
        let cleared = clear_the_way(cx, secret, &home, overwrite).await;
        cx.enter_region(home);
        replica.failure = cleared?;
        secret.replicas.push(replica);
    }
    secret.replicas.sort_by(|a, b| a.region.cmp(&b.region));
    Ok(())
}

/// In the replica's region: why there can be none, if there can be none.
async fn clear_the_way(
    cx: &mut Cx<'_>,
    primary: &Secret,
    home: &Region,
    overwrite: bool,
) -> ApiResult<Option<String>> {
    let Some(there) = cx.get(&SECRETS, &primary.name).await? else { return Ok(None) };
    if follows(&there, primary, home) {
        return Ok(None);
    }
    let (name, region) = (&primary.name, cx.region());
    if !overwrite {
        let failure =
            format!("Replication failed: Secret name {name} already exists in region {region}.");
        return Ok(Some(failure));
    }
    if !there.replicas.is_empty() || there.primary_region.is_some() {
        let failure = format!(
            "Replication failed: Secret name {name} is replicated itself in region {region}."
        );
        return Ok(Some(failure));
    }
    crate::removal::force(cx, &there).await?;
    Ok(None)
}

/// Whether `there` is a replica of `primary`, which is in `home`.
fn follows(there: &Secret, primary: &Secret, home: &Region) -> bool {
    there.suffix == primary.suffix && there.primary_region.as_ref() == Some(home)
}

/// Brings every replica up to its primary. `fresh` is a value that the caller just gave, so that nobody has to
/// decrypt it.
pub(crate) async fn follow(
    cx: &mut Cx<'_>,
    primary: &mut Secret,
    fresh: Option<(&str, &SecretValue)>,
) -> ApiResult<()> {
    let mut replicas = std::mem::take(&mut primary.replicas);
    for replica in &mut replicas {
        let blocked = replica.failure.as_deref().is_some_and(|f| f.starts_with(BLOCKED));
        if blocked {
            continue;
        }
        replica.failure = match write(cx, primary, replica, fresh).await {
            Ok(()) => None,
            Err(error) if error.status() < 500 => Some(failure(&error)),
            Err(error) => return Err(error),
        };
    }
    primary.replicas = replicas;
    Ok(())
}

/// How failures begin that only a new request can mend.
const BLOCKED: &str = "Replication failed: Secret name ";

fn failure(error: &ApiError) -> String {
    format!("Replication failed: {}", error.message().unwrap_or(error.code()))
}

/// Writes one replica. All that can fail comes before the first row is written.
async fn write(
    cx: &mut Cx<'_>,
    primary: &Secret,
    replica: &Replica,
    fresh: Option<(&str, &SecretValue)>,
) -> ApiResult<()> {
    let home = cx.region().clone();
    cx.enter_region(replica.region.clone());
    let there = cx.get(&SECRETS, &primary.name).await;
    cx.enter_region(home.clone());
    let there = there?.filter(|there| follows(there, primary, &home));
    let mut copy = copy_of(primary, replica, home.clone());
    if let Some(there) = &there {
        copy.accessed_on = there.accessed_on;
    }
    let mut sealed = Vec::new();
    for version in &mut copy.versions {
        let known = there.as_ref().and_then(|there| there.version(&version.id));
        if let Some(known) = known.filter(|known| known.key == replica.kms_key) {
            version.accessed_on = known.accessed_on;
            continue;
        }
        let value = match fresh {
            Some((id, value)) if id == version.id => value.clone(),
            _ => new_version::read(cx, primary, &version.id).await?,
        };
        cx.enter_region(replica.region.clone());
        let value = seal(cx, primary, replica, version, &value).await;
        cx.enter_region(home.clone());
        sealed.push((version.id.clone(), value?));
    }
    cx.enter_region(replica.region.clone());
    for (id, value) in &sealed {
        cx.put(&VALUES, &(primary.name.clone(), id.clone()), value);
    }
    for gone in there.iter().flat_map(|there| &there.versions) {
        if copy.version(&gone.id).is_none() {
            cx.delete(&VALUES, &(primary.name.clone(), gone.id.clone()));
        }
    }
    cx.put(&SECRETS, &copy.name, &copy);
    cx.enter_region(home);
    Ok(())
}

/// In the replica's region: a value under the replica's key.
async fn seal(
    cx: &mut Cx<'_>,
    primary: &Secret,
    replica: &Replica,
    version: &Version,
    value: &SecretValue,
) -> ApiResult<vault::Sealed> {
    let arn = primary.arn(cx)?;
    let place = Place { secret: &arn, version: &version.id };
    vault::seal(cx, replica.kms_key.as_deref(), &place, value).await
}

/// The replica's row: what is the primary's, and has to do with stages that have values.
fn copy_of(primary: &Secret, replica: &Replica, home: Region) -> Secret {
    let staged = primary.versions.iter().filter(|v| v.has_value && !v.is_deprecated());
    let versions = staged
        .map(|version| Version {
            accessed_on: None,
            key: replica.kms_key.clone(),
            ..version.clone()
        })
        .collect();
    Secret {
        kms_key: replica.kms_key.clone(),
        accessed_on: None,
        versions,
        rotation: None,
        replicas: Vec::new(),
        primary_region: Some(home),
        replica_abroad: None,
        trying: None,
        ..primary.clone()
    }
}

/// Deletes the replica in `region`, if it is there.
pub(crate) async fn remove(cx: &mut Cx<'_>, primary: &Secret, region: &Region) -> ApiResult<()> {
    let home = cx.enter_region(region.clone());
    let there = cx.get(&SECRETS, &primary.name).await;
    if let Ok(Some(there)) = &there
        && follows(there, primary, &home)
    {
        secret::erase(cx, there);
    }
    cx.enter_region(home);
    there.map(drop)
}

/// Notes with the primary that its replica here is no longer one.
pub(crate) async fn forget(cx: &mut Cx<'_>, replica: &Secret, home: &Region) -> ApiResult<()> {
    let here = cx.enter_region(home.clone());
    let primary = cx.get(&SECRETS, &replica.name).await;
    if let Ok(Some(mut primary)) = primary.as_ref().map(Clone::clone)
        && primary.suffix == replica.suffix
    {
        primary.replicas.retain(|known| known.region != here);
        cx.put(&SECRETS, &primary.name, &primary);
    }
    cx.enter_region(here);
    primary.map(drop)
}

/// Notes with the primary that its replica here has another key.
pub(crate) async fn note_key(cx: &mut Cx<'_>, replica: &Secret, home: &Region) -> ApiResult<()> {
    let here = cx.enter_region(home.clone());
    let primary = cx.get(&SECRETS, &replica.name).await;
    if let Ok(Some(mut primary)) = primary.as_ref().map(Clone::clone)
        && let Some(known) = primary.replicas.iter_mut().find(|known| known.region == here)
    {
        known.kms_key = replica.kms_key.clone();
        cx.put(&SECRETS, &primary.name, &primary);
    }
    cx.enter_region(here);
    primary.map(drop)
}

/// Reads from the replicas when they were last used.
pub(crate) async fn look_after(cx: &mut Cx<'_>, primary: &mut Secret) -> ApiResult<()> {
    for at in 0..primary.replicas.len() {
        let home = cx.enter_region(primary.replicas[at].region.clone());
        let there = cx.get_shared(&SECRETS, &primary.name).await;
        cx.enter_region(home);
        primary.replicas[at].accessed_on = there?.and_then(|there| there.accessed_on);
    }
    Ok(())
}
