//! Versions of objects: what a key's newest is, what writing and deleting do to the others.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html>

use kernel::{AccountId, ApiResult, Cx};

use crate::annotations;
use crate::body;
use crate::bucket::{Bucket, Versioning};
use crate::intelligent_tiering;
use crate::object::{Object, Version};
use crate::object_key::ObjectKey;
use crate::tables::{OBJECTS, OLDER, OLDER_NULL, older};
use crate::version_id::VersionId;

/// The newest version, which may be a delete marker.
pub(crate) async fn newest(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    key: &ObjectKey,
) -> ApiResult<Option<Version>> {
    cx.get(&OBJECTS, &(bucket.id, key.clone())).await
}

/// The version with this id; the newest when there is none.
pub(crate) async fn find(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    key: &ObjectKey,
    id: Option<VersionId>,
) -> ApiResult<Option<Version>> {
    let newest = newest(cx, bucket, key).await?;
    let Some(id) = id else { return Ok(newest) };
    if newest.as_ref().is_some_and(|version| version.id() == id) {
        return Ok(newest);
    }
    match number_of_older(cx, bucket, key, id).await? {
        Some(number) => cx.get(&OLDER, &(bucket.id, key.clone(), older(number))).await,
        None => Ok(None),
    }
}

/// The version with this number, whatever clients call it.
pub(crate) async fn numbered(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    key: &ObjectKey,
    number: u64,
) -> ApiResult<Option<Version>> {
    let found = find(cx, bucket, key, Some(VersionId::Number(number))).await?;
    if found.is_some() {
        return Ok(found);
    }
    let null = find(cx, bucket, key, Some(VersionId::Null)).await?;
    Ok(null.filter(|version| version.number == number))
}

async fn number_of_older(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    key: &ObjectKey,
    id: VersionId,
) -> ApiResult<Option<u64>> {
    match id {
        VersionId::Number(number) => {
            let place = (bucket.id, key.clone(), older(number));
            let found = cx.get(&OLDER, &place).await?.filter(|version| !version.null);
            Ok(found.map(|_| number))
        }
        VersionId::Null => cx.get(&OLDER_NULL, &(bucket.id, key.clone())).await,
    }
}

/// Writes a version's changed row back where it lies.
pub(crate) async fn save(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    key: &ObjectKey,
    version: &Version,
) -> ApiResult<()> {
    let newest = newest(cx, bucket, key).await?;
    if newest.is_some_and(|newest| newest.number == version.number) {
        cx.put(&OBJECTS, &(bucket.id, key.clone()), version);
    } else {
        cx.put(&OLDER, &(bucket.id, key.clone(), older(version.number)), version);
    }
    Ok(())
}

/// Makes `object` the newest version (`None`: a delete marker), and does with the one before what the bucket's versioning
/// says: keep it, or replace it.
pub(crate) async fn put(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    key: &ObjectKey,
    owner: AccountId,
    object: Option<Box<Object>>,
) -> ApiResult<Version> {
    let place = (bucket.id, key.clone());
    let before = cx.get(&OBJECTS, &place).await?;
    let null = bucket.versioning != Versioning::Enabled;
    let version = Version {
        number: cx.next_sequence(),
        null,
        modified: cx.now().whole_seconds(),
        owner,
        object,
    };
    match before {
        Some(before) if null && before.null => forget(cx, bucket, &before).await?,
        before => {
            if null && bucket.is_versioned() {
                remove_older_null(cx, bucket, key).await?;
            }
            if let Some(before) = before {
                keep_older(cx, bucket, key, &before);
            }
        }
    }
    cx.put(&OBJECTS, &place, &version);
    Ok(version)
}

fn keep_older(cx: &mut Cx<'_>, bucket: &Bucket, key: &ObjectKey, version: &Version) {
    cx.put(&OLDER, &(bucket.id, key.clone(), older(version.number)), version);
    if version.null {
        cx.put(&OLDER_NULL, &(bucket.id, key.clone()), &version.number);
    }
}

async fn remove_older_null(cx: &mut Cx<'_>, bucket: &Bucket, key: &ObjectKey) -> ApiResult<()> {
    let Some(number) = cx.get(&OLDER_NULL, &(bucket.id, key.clone())).await? else { return Ok(()) };
    let place = (bucket.id, key.clone(), older(number));
    if let Some(version) = cx.get(&OLDER, &place).await? {
        forget(cx, bucket, &version).await?;
    }
    cx.delete(&OLDER, &place);
    cx.delete(&OLDER_NULL, &(bucket.id, key.clone()));
    Ok(())
}

/// Forgets what belongs to a version that is gone.
async fn forget(cx: &mut Cx<'_>, bucket: &Bucket, version: &Version) -> ApiResult<()> {
    if version.object.is_some() {
        annotations::forget(cx, bucket, version).await?;
        intelligent_tiering::forget(cx, bucket, version);
    }
    forget_body(cx, version).await
}

async fn forget_body(cx: &mut Cx<'_>, version: &Version) -> ApiResult<()> {
    match &version.object {
        Some(object) => body::forget(cx, object.body).await,
        None => Ok(()),
    }
}

/// Deletes the newest version for good, with nothing in its place: what a delete without a version does where versioning
/// was never on.
pub(crate) async fn remove_newest(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    key: &ObjectKey,
) -> ApiResult<()> {
    let place = (bucket.id, key.clone());
    if let Some(version) = cx.get(&OBJECTS, &place).await? {
        forget(cx, bucket, &version).await?;
        cx.delete(&OBJECTS, &place);
    }
    Ok(())
}

/// Deletes one version for good; when it was the newest, the one before it is that now.
pub(crate) async fn remove(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    key: &ObjectKey,
    version: &Version,
) -> ApiResult<()> {
    forget(cx, bucket, version).await?;
    let place = (bucket.id, key.clone());
    let newest = cx.get(&OBJECTS, &place).await?;
    if newest.is_none_or(|newest| newest.number != version.number) {
        cx.delete(&OLDER, &(bucket.id, key.clone(), older(version.number)));
        if version.null {
            cx.delete(&OLDER_NULL, &place);
        }
        return Ok(());
    }
    let range = cx.rows(&OLDER).prefix(&place);
    match cx.range(&OLDER, &range, 1).await?.pop() {
        None => cx.delete(&OBJECTS, &place),
        Some((older_place, next)) => {
            cx.delete(&OLDER, &older_place);
            if next.null {
                cx.delete(&OLDER_NULL, &place);
            }
            cx.put(&OBJECTS, &place, &next);
        }
    }
    Ok(())
}

/// Puts a version where its number has its place: a replica, which may come after newer ones. One of the same number gives
/// way to it, and leaves it its annotations.
pub(crate) async fn adopt(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    key: &ObjectKey,
    version: &Version,
) -> ApiResult<()> {
    let place = (bucket.id, key.clone());
    let newest = cx.get(&OBJECTS, &place).await?;
    match newest {
        Some(newest) if newest.number > version.number => {
            let place = (bucket.id, key.clone(), older(version.number));
            if let Some(same) = cx.get(&OLDER, &place).await? {
                forget_body(cx, &same).await?;
            }
            cx.put(&OLDER, &place, version);
            return Ok(());
        }
        Some(newest) if newest.number == version.number => forget_body(cx, &newest).await?,
        Some(newest) => keep_older(cx, bucket, key, &newest),
        None => {}
    }
    cx.put(&OBJECTS, &place, version);
    Ok(())
}
