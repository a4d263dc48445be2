//! Deleting: of a version, which is gone then, or of an object, which gets a delete marker where versioning was on.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/DeletingObjectVersions.html>

use kernel::{ApiResult, Cx, Timestamp};

use crate::bucket::{Bucket, Versioning};
use crate::changes::{self, Change};
use crate::conditions::WriteConditions;
use crate::object::{Lock, RetentionMode};
use crate::object_key::ObjectKey;
use crate::version_id::VersionId;
use crate::{errors, versions};

/// What is to be deleted.
#[derive(Clone, Copy)]
pub(crate) struct Deletion<'r> {
    pub(crate) version_id: Option<&'r str>,
    /// Whether governance retention is passed over.
    pub(crate) bypass: bool,
    pub(crate) conditions: WriteConditions<'r>,
}

/// What came of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Deleted {
    /// A delete marker was made, or one was what was deleted.
    pub(crate) marker: bool,
    /// The marker that was made, or the version that was deleted.
    pub(crate) version_id: Option<String>,
}

pub(crate) async fn delete(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    key: &ObjectKey,
    deletion: &Deletion<'_>,
) -> ApiResult<Deleted> {
    match VersionId::parse(deletion.version_id)? {
        Some(id) => delete_version(cx, bucket, key, id, deletion).await,
        None => delete_object(cx, bucket, key, deletion).await,
    }
}

async fn delete_object(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    key: &ObjectKey,
    deletion: &Deletion<'_>,
) -> ApiResult<Deleted> {
    let newest = versions::newest(cx, bucket, key).await?;
    deletion.conditions.check(newest.as_ref(), key.as_str())?;
    if bucket.versioning == Versioning::Never {
        match newest {
            Some(version) => {
                versions::remove_newest(cx, bucket, key).await?;
                changes::happened(cx, bucket, key, &version, Change::Removed).await?;
            }
            None => changes::nothing_removed(cx, bucket, key).await?,
        }
        return Ok(Deleted::default());
    }
    let marker = versions::put(cx, bucket, key, bucket.owner, None).await?;
    changes::happened(cx, bucket, key, &marker, Change::DeleteMarkerCreated).await?;
    Ok(Deleted { marker: true, version_id: Some(marker.id().text()) })
}

async fn delete_version(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    key: &ObjectKey,
    id: VersionId,
    deletion: &Deletion<'_>,
) -> ApiResult<Deleted> {
    let found = versions::find(cx, bucket, key, Some(id)).await?;
    deletion.conditions.check(found.as_ref(), key.as_str())?;
    let version_id = bucket.is_versioned().then(|| id.text());
    // What is not there is as good as deleted.
    let Some(version) = found else { return Ok(Deleted { marker: false, version_id }) };
    if let Some(object) = &version.object
        && is_locked(&object.lock, deletion.bypass, cx.now())
    {
        return Err(errors::locked());
    }
    versions::remove(cx, bucket, key, &version).await?;
    changes::happened(cx, bucket, key, &version, Change::Removed).await?;
    Ok(Deleted { marker: version.object.is_none(), version_id })
}

/// Whether Object Lock keeps a version from being deleted.
pub(crate) fn is_locked(lock: &Lock, bypass: bool, now: Timestamp) -> bool {
    let retained = lock.retention.is_some_and(|retention| {
        retention.until > now && !(bypass && retention.mode == RetentionMode::Governance)
    });
    lock.legal_hold == Some(true) || retained
}

/// `x-amz-bypass-governance-retention` means something only where objects can be locked.
pub(crate) fn check_bypass(bucket: &Bucket, bypass: Option<bool>) -> ApiResult<bool> {
    if bypass.is_some() && bucket.lock.is_none() {
        let message =
            "x-amz-bypass-governance-retention is only applicable to Object Lock enabled buckets.";
        return Err(errors::invalid_argument_named(message, "x-amz-bypass-governance-retention"));
    }
    Ok(bypass == Some(true))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::object::Retention;

    #[test]
    fn locks() {
        let now = Timestamp::from_micros(1_000_000);
        let later = now.plus(Duration::from_secs(1));
        let retained =
            |mode, until| Lock { retention: Some(Retention { mode, until }), legal_hold: None };
        let held = |on| Lock { retention: None, legal_hold: Some(on) };
        let (governance, compliance) = (RetentionMode::Governance, RetentionMode::Compliance);
        for (lock, bypass, locked) in [
            (Lock::default(), false, false),
            (held(true), true, true),
            (held(false), false, false),
            (retained(governance, later), false, true),
            (retained(governance, later), true, false),
            (retained(governance, now), false, false),
            (retained(compliance, later), true, true),
            (retained(compliance, now), false, false),
        ] {
            assert_eq!(is_locked(&lock, bypass, now), locked, "{lock:?} {bypass}");
        }
    }
}
