//! Restoring an object from an archive of Intelligent-Tiering: it comes back for good, into the tier that is read most.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/restoring-objects.html>

use kernel::{ApiError, ApiResult, Cx, Job, Timestamp};
use serde::{Deserialize, Serialize};

use super::{Archived, Tiering, known};
use crate::bucket::Bucket;
use crate::bucket_name::BucketName;
use crate::changes::{self, Change};
use crate::object::Version;
use crate::object_key::ObjectKey;
use crate::restore::Asked;
use crate::tables::{BUCKETS, TIERINGS};
use crate::versions;

/// Tells when an object is back.
static RESTORED: Job<Back> = Job::new("s3.tiering-restored");

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Back {
    bucket: BucketName,
    id: u64,
    key: ObjectKey,
    number: u64,
}

/// Begins, when that is where the version lies; whether it does.
pub(crate) async fn begin(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    key: &ObjectKey,
    version: &Version,
    asked: Asked,
) -> ApiResult<bool> {
    let Some(object) = &version.object else { return Ok(false) };
    let (tiering, now) = (known(cx, bucket, version, object).await?, cx.now());
    let Some(mut tiering) = tiering.filter(|tiering| tiering.lies_in(now).is_some()) else {
        return Ok(false);
    };
    let due = decide(&tiering, asked, now)?;
    if let Some(archived) = &mut tiering.archived {
        archived.ready_at = Some(due);
    }
    cx.put(&TIERINGS, &(bucket.id, version.number), &tiering);
    changes::happened(cx, bucket, key, version, Change::RestoreAsked).await?;
    let back = Back {
        bucket: bucket.name.clone(),
        id: bucket.id,
        key: key.clone(),
        number: version.number,
    };
    cx.schedule(&RESTORED, &format!("{}/{}", bucket.id, version.number), due, &back).await?;
    Ok(true)
}

/// When the object will be back.
fn decide(tiering: &Tiering, asked: Asked, now: Timestamp) -> ApiResult<Timestamp> {
    let Some(Archived { archive, ready_at }) = tiering.archived else {
        return Err(ApiError::bug("an object that is in no archive"));
    };
    if ready_at.is_some() {
        return Err(crate::restore::already_in_progress());
    }
    // Assumed: AWS says that `Days` is not for these, not how it refuses it.
    if asked.days.is_some() {
        return Err(ApiError::new(
            "InvalidArgument",
            400,
            "Days cannot be specified for objects in the S3 Intelligent-Tiering archive tiers",
        ));
    }
    Ok(now.plus(crate::restore::takes(archive.like(), asked.tier)?))
}

/// The job.
pub(crate) async fn restored(cx: &mut Cx<'_>, raw: &[u8]) -> ApiResult<()> {
    let back = RESTORED.payload(raw)?;
    let found = cx.get_shared(&BUCKETS, &back.bucket).await?;
    let Some(bucket) = found.filter(|bucket| bucket.id == back.id) else { return Ok(()) };
    let found = versions::numbered(cx, &bucket, &back.key, back.number).await?;
    let Some(version) = found else { return Ok(()) };
    let Some(object) = &version.object else { return Ok(()) };
    let (tiering, now) = (known(cx, &bucket, &version, object).await?, cx.now());
    let ready_at = tiering.and_then(|tiering| tiering.archived?.ready_at);
    let Some(ready_at) = ready_at.filter(|at| *at <= now) else { return Ok(()) };
    // Not now, which may be long after it.
    let tiering = Tiering { accessed: ready_at, archived: None };
    cx.put(&TIERINGS, &(bucket.id, version.number), &tiering);
    changes::happened(cx, &bucket, &back.key, &version, Change::RestoreDone).await
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::super::Archive;
    use super::*;
    use crate::restore::Tier;

    #[test]
    fn how_long_it_takes() {
        let now = Timestamp::from_secs(1_000_000);
        let tiering = |archive, ready_at| Tiering {
            accessed: now,
            archived: Some(Archived { archive, ready_at }),
        };
        let hours = |hours: u64| Ok(now.plus(Duration::from_secs(hours * 3_600)));
        for (archive, ready_at, days, tier, due) in [
            (Archive::Access, None, None, Tier::Standard, hours(5)),
            (Archive::Access, None, None, Tier::Bulk, hours(12)),
            (Archive::DeepAccess, None, None, Tier::Standard, hours(12)),
            (Archive::DeepAccess, None, None, Tier::Bulk, hours(48)),
            (Archive::DeepAccess, None, None, Tier::Expedited, Err("InvalidArgument")),
            (Archive::Access, None, Some(1), Tier::Standard, Err("InvalidArgument")),
            (Archive::Access, Some(now), None, Tier::Standard, Err("RestoreAlreadyInProgress")),
        ] {
            let decided = decide(&tiering(archive, ready_at), Asked { days, tier }, now);
            let code = decided.as_ref().map_err(ApiError::code).copied();
            assert_eq!(code, due, "{archive:?} {days:?} {tier:?}");
        }
    }
}
