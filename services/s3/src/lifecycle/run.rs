//! Carries out lifecycle rules: once after they are put, then every midnight, a few hundred keys a transaction.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-expire-general-considerations.html>

use std::time::Duration;

use gen_s3::LifecycleRule;
use kernel::{ApiResult, Cx, Job, Timestamp};
use serde::{Deserialize, Serialize};

use super::decide::{self, Action, Facts};
use super::{Lifecycle, of_bucket};
use crate::bucket::{Bucket, Versioning};
use crate::bucket_name::BucketName;
use crate::changes::{self, Change};
use crate::object::{Object, Version};
use crate::object_key::ObjectKey;
use crate::storage_class::StorageClass;
use crate::tables::{BUCKETS, OBJECTS, OLDER, UPLOADS};
use crate::{access_log, delete, intelligent_tiering, upload, versions};

/// Keys that one transaction looks at.
const KEYS: usize = 200;
/// Older versions of one key that one transaction looks at.
const VERSIONS: usize = 1_000;

/// Looks at the objects of a bucket, from where it stands.
static RUN: Job<Walk> = Job::new("s3.lifecycle");

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Walk {
    bucket: BucketName,
    /// Its number: a new bucket of this name is another.
    id: u64,
    at: Place,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Place {
    /// After this key, if any.
    Objects(Option<ObjectKey>),
    /// After this upload, if any.
    Uploads(Option<(ObjectKey, u64)>),
}

/// Has the rules of a bucket carried out from now on.
pub(crate) async fn plan(cx: &mut Cx<'_>, bucket: &Bucket) -> ApiResult<()> {
    let walk = Walk { bucket: bucket.name.clone(), id: bucket.id, at: Place::Objects(None) };
    let now = cx.now();
    go_on(cx, &walk, now).await
}

/// No more of that.
pub(crate) async fn call_off(cx: &mut Cx<'_>, bucket: &Bucket) -> ApiResult<()> {
    cx.cancel(&RUN, &job_key(bucket.id)).await
}

fn job_key(bucket: u64) -> String {
    bucket.to_string()
}

async fn go_on(cx: &mut Cx<'_>, walk: &Walk, due: Timestamp) -> ApiResult<()> {
    cx.schedule(&RUN, &job_key(walk.id), due, walk).await
}

/// The job.
pub(crate) async fn run(cx: &mut Cx<'_>, raw: &[u8]) -> ApiResult<()> {
    let walk = RUN.payload(raw)?;
    let found = cx.get_shared(&BUCKETS, &walk.bucket).await?;
    let Some(bucket) = found.filter(|bucket| bucket.id == walk.id) else { return Ok(()) };
    let Some(lifecycle) = of_bucket(cx, &bucket).await? else { return Ok(()) };
    let next = match &walk.at {
        Place::Objects(after) => objects(cx, &bucket, &lifecycle, after.clone()).await?,
        Place::Uploads(after) => uploads(cx, &bucket, &lifecycle, after.clone()).await?,
    };
    let (at, due) = match next {
        Some(place) => (place, cx.now()),
        None => (Place::Objects(None), next_midnight(cx.now())),
    };
    go_on(cx, &Walk { at, ..walk }, due).await
}

fn next_midnight(now: Timestamp) -> Timestamp {
    decide::after_days(now.plus(Duration::from_micros(1)), 0)
}

/// Some keys; where to go on.
async fn objects(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    lifecycle: &Lifecycle,
    after: Option<ObjectKey>,
) -> ApiResult<Option<Place>> {
    let mut range = cx.rows(&OBJECTS).prefix(&bucket.id);
    if let Some(after) = after {
        range = range.after(&(bucket.id, after));
    }
    let rows = cx.range(&OBJECTS, &range, KEYS).await?;
    let full = rows.len() == KEYS;
    let last = rows.last().map(|((_, key), _)| key.clone());
    for ((_, key), newest) in rows {
        one_key(cx, bucket, lifecycle, &key, &newest).await?;
    }
    Ok(Some(match last {
        Some(last) if full => Place::Objects(Some(last)),
        _ => Place::Uploads(None),
    }))
}

async fn one_key(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    lifecycle: &Lifecycle,
    key: &ObjectKey,
    newest: &Version,
) -> ApiResult<()> {
    let rules = &lifecycle.document.0.rules;
    let mut left = 0;
    if bucket.is_versioned() {
        left = older_versions(cx, bucket, lifecycle, key, newest).await?;
    }
    let Some(object) = &newest.object else {
        if left == 0 && decide::of_lone_marker(rules, key.as_str(), newest.modified, cx.now()) {
            versions::remove(cx, bucket, key, newest).await?;
            changes::happened(cx, bucket, key, newest, Change::LifecycleRemoved).await?;
        }
        return Ok(());
    };
    let facts = facts_of(key, newest, object);
    match decide::of_current(rules, lifecycle.smallest, &facts, cx.now()) {
        None => Ok(()),
        Some(Action::Move(class)) => moved(cx, bucket, key, newest, class).await,
        Some(Action::Expire) => expire(cx, bucket, key, newest).await,
    }
}

fn facts_of<'o>(key: &'o ObjectKey, version: &Version, object: &'o Object) -> Facts<'o> {
    Facts {
        key: key.as_str(),
        size: object.size,
        tags: &object.tags,
        class: object.storage_class,
        made: version.modified,
    }
}

/// The current version goes: behind a delete marker where versioning was on.
async fn expire(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    key: &ObjectKey,
    newest: &Version,
) -> ApiResult<()> {
    if bucket.versioning == Versioning::Never {
        versions::remove_newest(cx, bucket, key).await?;
        return changes::happened(cx, bucket, key, newest, Change::LifecycleRemoved).await;
    }
    let marker = versions::put(cx, bucket, key, bucket.owner, None).await?;
    changes::happened(cx, bucket, key, &marker, Change::LifecycleMarkerCreated).await
}

async fn moved(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    key: &ObjectKey,
    version: &Version,
    class: StorageClass,
) -> ApiResult<()> {
    intelligent_tiering::forget(cx, bucket, version);
    let mut changed = version.clone();
    if let Some(object) = &mut changed.object {
        object.storage_class = class;
        object.restore = None;
    }
    versions::save(cx, bucket, key, &changed).await?;
    changes::happened(cx, bucket, key, &changed, Change::LifecycleMoved).await
}

/// What the rules say of older versions; returns how many are left.
async fn older_versions(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    lifecycle: &Lifecycle,
    key: &ObjectKey,
    newest: &Version,
) -> ApiResult<usize> {
    let rules: &[LifecycleRule] = &lifecycle.document.0.rules;
    let range = cx.rows(&OLDER).prefix(&(bucket.id, key.clone()));
    let rows = cx.range(&OLDER, &range, VERSIONS).await?;
    let mut left = rows.len();
    // A version is an older one since the next newer one was made.
    let mut since = newest.modified;
    for (newer, (_, version)) in rows.into_iter().enumerate() {
        let made = version.modified;
        let action = match &version.object {
            Some(object) => {
                let facts = facts_of(key, &version, object);
                let now = cx.now();
                let action =
                    decide::of_noncurrent(rules, lifecycle.smallest, &facts, since, newer, now);
                let locked = delete::is_locked(&object.lock, false, now);
                action.filter(|action| *action != Action::Expire || !locked)
            }
            // An older delete marker counts as a version without content.
            None => {
                let facts = Facts {
                    key: key.as_str(),
                    size: 0,
                    tags: &[],
                    class: StorageClass::Standard,
                    made,
                };
                let now = cx.now();
                decide::of_noncurrent(rules, lifecycle.smallest, &facts, since, newer, now)
                    .filter(|action| *action == Action::Expire)
            }
        };
        match action {
            Some(Action::Expire) => {
                versions::remove(cx, bucket, key, &version).await?;
                changes::happened(cx, bucket, key, &version, Change::LifecycleRemoved).await?;
                left -= 1;
            }
            Some(Action::Move(class)) => moved(cx, bucket, key, &version, class).await?,
            None => {}
        }
        since = made;
    }
    Ok(left)
}

/// Some uploads in progress; where to go on.
async fn uploads(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    lifecycle: &Lifecycle,
    after: Option<(ObjectKey, u64)>,
) -> ApiResult<Option<Place>> {
    let mut range = cx.rows(&UPLOADS).prefix(&bucket.id);
    if let Some((key, number)) = after {
        range = range.after(&(bucket.id, key, number));
    }
    let rows = cx.range(&UPLOADS, &range, KEYS).await?;
    let full = rows.len() == KEYS;
    let last = rows.last().map(|((_, key, number), _)| (key.clone(), *number));
    for ((_, key, _), found) in rows {
        let rules = &lifecycle.document.0.rules;
        if decide::of_upload(rules, key.as_str(), found.initiated, cx.now()) {
            upload::end(cx, bucket, &key, &found, |_| false).await?;
            access_log::upload_ended(cx, bucket, &key);
        }
    }
    Ok(last.filter(|_| full).map(|last| Place::Uploads(Some(last))))
}
