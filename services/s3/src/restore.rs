//! Restoring archived objects: how long it takes, how long the copy stays, and what is told of it.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/restoring-objects.html>

use std::time::Duration;

use gen_s3::RestoreRequest;
use kernel::{ApiError, ApiResult, Cx, Job, Timestamp};
use serde::{Deserialize, Serialize};

use crate::bucket::Bucket;
use crate::bucket_name::BucketName;
use crate::changes::{self, Change};
use crate::lifecycle::decide::after_days;
use crate::object::{Object, Restore, Version};
use crate::object_key::ObjectKey;
use crate::refusals::malformed_xml;
use crate::storage_class::StorageClass;
use crate::tables::BUCKETS;
use crate::versions;

/// Tells when a copy is there, and when it is gone.
static RESTORED: Job<Copy> = Job::new("s3.restored");

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Copy {
    bucket: BucketName,
    id: u64,
    key: ObjectKey,
    number: u64,
}

const HOUR: Duration = Duration::from_secs(3_600);

/// How fast, from fast to slow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Tier {
    Expedited,
    Standard,
    Bulk,
}

/// What a request asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Asked {
    /// How long the copy stays; what is in an archive of Intelligent-Tiering comes back for good.
    pub(crate) days: Option<i32>,
    pub(crate) tier: Tier,
}

pub(crate) fn parse(given: Option<&RestoreRequest>) -> ApiResult<Asked> {
    let given = given.ok_or_else(malformed_xml)?;
    if given.r#type.is_some()
        || given.select_parameters.is_some()
        || given.output_location.is_some()
    {
        return Err(ApiError::not_implemented("restoring by a query"));
    }
    let tier = given.glacier_job_parameters.as_ref().map(|job| job.tier.as_str());
    let tier = match tier.or(given.tier.as_deref()) {
        None | Some("Standard") => Tier::Standard,
        Some("Expedited") => Tier::Expedited,
        Some("Bulk") => Tier::Bulk,
        Some(_) => return Err(malformed_xml()),
    };
    let days = given.days;
    if days.is_some_and(|days| days < 1) {
        return Err(ApiError::new("InvalidArgument", 400, "restoration days should be at least 1"));
    }
    Ok(Asked { days, tier })
}

/// How long a copy takes to be there: the longest that AWS gives for the fast tier, and the usual of the others.
pub(crate) fn takes(class: StorageClass, tier: Tier) -> ApiResult<Duration> {
    let takes = match (class, tier) {
        (StorageClass::Glacier, Tier::Expedited) => Some(Duration::from_secs(300)),
        (StorageClass::Glacier, Tier::Standard) => Some(5 * HOUR),
        (StorageClass::Glacier, Tier::Bulk) | (StorageClass::DeepArchive, Tier::Standard) => {
            Some(12 * HOUR)
        }
        (StorageClass::DeepArchive, Tier::Bulk) => Some(48 * HOUR),
        _ => None,
    };
    takes.ok_or_else(|| {
        ApiError::new(
            "InvalidArgument",
            400,
            "Retrieval option is not supported by this storage class",
        )
    })
}

pub(crate) fn already_in_progress() -> ApiError {
    ApiError::new("RestoreAlreadyInProgress", 409, "Object restore is already in progress")
}

/// The copy that the object will have. Of one that is there already, only the time that it stays changes.
pub(crate) fn decide(object: &Object, asked: Asked, now: Timestamp) -> ApiResult<Restore> {
    let class = object.storage_class;
    if !class.is_archive() {
        return Err(ApiError::new(
            "InvalidObjectState",
            403,
            "Restore is not allowed for the object's current storage class",
        )
        .with_extra("StorageClass", class.as_str()));
    }
    let days = asked.days.ok_or_else(malformed_xml)?;
    if let Some(known) = object.restore.filter(|known| known.until > now) {
        if known.ready_at > now {
            return Err(already_in_progress());
        }
        return Ok(Restore { until: after_days(now, days), ..known });
    }
    let ready_at = now.plus(takes(class, asked.tier)?);
    Ok(Restore { ready_at, until: after_days(ready_at, days) })
}

/// A restore has begun: it is told, and its end will be.
pub(crate) async fn begun(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    key: &ObjectKey,
    version: &Version,
) -> ApiResult<()> {
    changes::happened(cx, bucket, key, version, Change::RestoreAsked).await?;
    let restore = version.object.as_ref().and_then(|object| object.restore);
    let Some(restore) = restore else { return Ok(()) };
    let due = if restore.ready_at > cx.now() { restore.ready_at } else { restore.until };
    let copy = Copy {
        bucket: bucket.name.clone(),
        id: bucket.id,
        key: key.clone(),
        number: version.number,
    };
    schedule(cx, &copy, due).await
}

async fn schedule(cx: &mut Cx<'_>, copy: &Copy, due: Timestamp) -> ApiResult<()> {
    cx.schedule(&RESTORED, &format!("{}/{}", copy.id, copy.number), due, copy).await
}

/// The job.
pub(crate) async fn restored(cx: &mut Cx<'_>, raw: &[u8]) -> ApiResult<()> {
    let copy = RESTORED.payload(raw)?;
    let found = cx.get_shared(&BUCKETS, &copy.bucket).await?;
    let Some(bucket) = found.filter(|bucket| bucket.id == copy.id) else { return Ok(()) };
    let found = versions::numbered(cx, &bucket, &copy.key, copy.number).await?;
    let Some(mut version) = found else { return Ok(()) };
    let Some(object) = &mut version.object else { return Ok(()) };
    let Some(restore) = object.restore else { return Ok(()) };
    if restore.until <= cx.now() {
        object.restore = None;
        versions::save(cx, &bucket, &copy.key, &version).await?;
        return changes::happened(cx, &bucket, &copy.key, &version, Change::RestoreEnded).await;
    }
    if restore.ready_at <= cx.now() {
        changes::happened(cx, &bucket, &copy.key, &version, Change::RestoreDone).await?;
    }
    schedule(cx, &copy, restore.until).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiers() {
        for (class, tier, hours) in [
            (StorageClass::Glacier, Tier::Standard, Some(5)),
            (StorageClass::Glacier, Tier::Bulk, Some(12)),
            (StorageClass::DeepArchive, Tier::Standard, Some(12)),
            (StorageClass::DeepArchive, Tier::Bulk, Some(48)),
            (StorageClass::DeepArchive, Tier::Expedited, None),
            (StorageClass::Standard, Tier::Standard, None),
        ] {
            assert_eq!(takes(class, tier).ok(), hours.map(|n| n * HOUR), "{class:?} {tier:?}");
        }
    }

    #[test]
    fn requests() {
        let request = |days, tier: Option<&str>| RestoreRequest {
            days,
            tier: tier.map(Into::into),
            ..RestoreRequest::default()
        };
        let code = |given: RestoreRequest| parse(Some(&given)).err().map(|e| e.code().to_owned());
        assert_eq!(
            parse(Some(&request(Some(2), None))).unwrap(),
            Asked { days: Some(2), tier: Tier::Standard }
        );
        assert_eq!(code(request(Some(0), None)).as_deref(), Some("InvalidArgument"));
        assert_eq!(
            parse(Some(&request(None, Some("Bulk")))).unwrap(),
            Asked { days: None, tier: Tier::Bulk }
        );
        assert_eq!(code(request(Some(1), Some("Fast"))).as_deref(), Some("MalformedXML"));
    }
}
