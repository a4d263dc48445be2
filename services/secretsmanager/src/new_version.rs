//! How a secret gets a value: CreateSecret, PutSecretValue and UpdateSecret make a version whose id is the request's
//! token. The same request again changes nothing; another value under the same token is refused.
//! Ref: <https://docs.aws.amazon.com/secretsmanager/latest/APIReference/API_PutSecretValue.html>

use kernel::{ApiResult, Cx};

use crate::secret::Secret;
use crate::tables::VALUES;
use crate::value::SecretValue;
use crate::vault::{self, Place};
use crate::version::{CURRENT, Version};
use crate::{errors, stages};

/// A value to be kept.
pub(crate) struct NewVersion<'a> {
    pub(crate) token: &'a str,
    pub(crate) value: &'a SecretValue,
    /// AWSCURRENT when the request says nothing.
    pub(crate) stages: Option<&'a [String]>,
}

/// Keeps a value. Returns whether anything changed: a repeated request changes nothing.
pub(crate) async fn add(
    cx: &mut Cx<'_>,
    secret: &mut Secret,
    new: &NewVersion<'_>,
) -> ApiResult<bool> {
    if secret.version(new.token).is_some_and(|version| version.has_value) {
        require_same(cx, secret, new).await?;
        return Ok(false);
    }
    let stages = stages_of(secret, new);
    if secret.version(new.token).is_none() {
        for gone in stages::to_remove(&secret.versions, cx.now())? {
            secret.versions.retain(|version| version.id != gone);
            cx.delete(&VALUES, &(secret.name.clone(), gone));
        }
        secret.versions.push(Version::new(new.token, cx.now()));
    }
    write(cx, secret, new.token, new.value).await?;
    stages::attach(&mut secret.versions, new.token, &stages)?;
    secret.value_changed_at = cx.now();
    Ok(true)
}

/// Encrypts the value of a version under the secret's key, and writes it.
pub(crate) async fn write(
    cx: &mut Cx<'_>,
    secret: &mut Secret,
    id: &str,
    value: &SecretValue,
) -> ApiResult<()> {
    let arn = secret.arn(cx)?;
    let place = Place { secret: &arn, version: id };
    let sealed = vault::seal(cx, secret.kms_key.as_deref(), &place, value).await?;
    cx.put(&VALUES, &(secret.name.clone(), id.to_owned()), &sealed);
    let key = secret.kms_key.clone();
    if let Some(version) = secret.version_mut(id) {
        version.has_value = true;
        version.key = key;
    }
    Ok(())
}

/// The value of a version that has one.
pub(crate) async fn read(cx: &mut Cx<'_>, secret: &Secret, id: &str) -> ApiResult<SecretValue> {
    let sealed = cx.get_shared(&VALUES, &(secret.name.clone(), id.to_owned())).await?;
    let sealed = sealed.ok_or_else(|| errors::no_such_version(id))?;
    let arn = secret.arn(cx)?;
    vault::open(cx, &sealed, &Place { secret: &arn, version: id }).await
}

/// The first version is the current one, whatever the request says.
fn stages_of(secret: &Secret, new: &NewVersion<'_>) -> Vec<String> {
    let mut stages = new.stages.map(<[String]>::to_vec).unwrap_or_default();
    if stages.is_empty() || secret.versions.is_empty() {
        stages.push(CURRENT.to_owned());
    }
    stages
}

async fn require_same(cx: &mut Cx<'_>, secret: &Secret, new: &NewVersion<'_>) -> ApiResult<()> {
    let kept = read(cx, secret, new.token).await?;
    if kept == *new.value {
        return Ok(());
    }
    Err(errors::token_in_use(new.token, secret.arn(cx)?.as_str()))
}
