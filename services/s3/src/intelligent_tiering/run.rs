//! Archives what nobody reads: once after a configuration is put, then every midnight, a few hundred versions a transaction.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/intelligent-tiering-managing.html>

use std::time::Duration;

use gen_s3::IntelligentTieringConfiguration;
use kernel::{ApiResult, Cx, Job, Timestamp};
use serde::{Deserialize, Serialize};

use super::{Archived, Tiering, decide, idle_days, is_watched, known};
use crate::bucket::Bucket;
use crate::bucket_name::BucketName;
use crate::by_id;
use crate::changes::{self, Change};
use crate::configuration;
use crate::kept::Kept;
use crate::lifecycle::decide::{Facts, after_days};
use crate::object::Version;
use crate::object_key::ObjectKey;
use crate::tables::{BUCKETS, OBJECTS, OLDER, TIERINGS};

/// Versions that one transaction looks at.
const VERSIONS: usize = 200;

/// Looks at the versions of a bucket, from where it stands.
static RUN: Job<Walk> = Job::new("s3.tiering");

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Walk {
    bucket: BucketName,
    /// Its number: a new bucket of this name is another.
    id: u64,
    at: Place,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
enum Place {
    /// After this key's newest version, if any.
    Newest(Option<ObjectKey>),
    /// After this older version, if any.
    Older(Option<(ObjectKey, u64)>),
}

/// Has the bucket's configurations carried out from now on.
pub(crate) async fn plan(cx: &mut Cx<'_>, bucket: &Bucket) -> ApiResult<()> {
    let walk = Walk { bucket: bucket.name.clone(), id: bucket.id, at: Place::Newest(None) };
    let now = cx.now();
    go_on(cx, &walk, now).await
}

async fn go_on(cx: &mut Cx<'_>, walk: &Walk, due: Timestamp) -> ApiResult<()> {
    cx.schedule(&RUN, &walk.id.to_string(), due, walk).await
}

/// The job. It ends with the last configuration that is in force, and begins again with the next.
pub(crate) async fn run(cx: &mut Cx<'_>, raw: &[u8]) -> ApiResult<()> {
    let walk = RUN.payload(raw)?;
    let found = cx.get_shared(&BUCKETS, &walk.bucket).await?;
    let Some(bucket) = found.filter(|bucket| bucket.id == walk.id) else { return Ok(()) };
    let rules = rules(cx, &bucket).await?;
    if rules.iter().all(|rule| rule.status != "Enabled") {
        return Ok(());
    }
    let next = match &walk.at {
        Place::Newest(after) => newest(cx, &bucket, &rules, after.clone()).await?,
        Place::Older(after) => older(cx, &bucket, &rules, after.clone()).await?,
    };
    let (at, due) = match next {
        Some(place) => (place, cx.now()),
        None => (Place::Newest(None), after_days(cx.now().plus(Duration::from_micros(1)), 0)),
    };
    go_on(cx, &Walk { at, ..walk }, due).await
}

async fn rules(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
) -> ApiResult<Vec<IntelligentTieringConfiguration>> {
    let all =
        configuration::list::<Kept<IntelligentTieringConfiguration>>(cx, bucket, None, by_id::MOST);
    Ok(all.await?.into_iter().map(|(_, kept)| kept.0).collect())
}

/// Some newest versions; where to go on.
async fn newest(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    rules: &[IntelligentTieringConfiguration],
    after: Option<ObjectKey>,
) -> ApiResult<Option<Place>> {
    let mut range = cx.rows(&OBJECTS).prefix(&bucket.id);
    if let Some(after) = after {
        range = range.after(&(bucket.id, after));
    }
    let rows = cx.range(&OBJECTS, &range, VERSIONS).await?;
    let full = rows.len() == VERSIONS;
    let last = rows.last().map(|((_, key), _)| key.clone());
    for ((_, key), version) in rows {
        one(cx, bucket, rules, &key, &version).await?;
    }
    Ok(Some(match last {
        Some(last) if full => Place::Newest(Some(last)),
        _ => Place::Older(None),
    }))
}

/// Some others; where to go on.
async fn older(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    rules: &[IntelligentTieringConfiguration],
    after: Option<(ObjectKey, u64)>,
) -> ApiResult<Option<Place>> {
    let mut range = cx.rows(&OLDER).prefix(&bucket.id);
    if let Some((key, place)) = after {
        range = range.after(&(bucket.id, key, place));
    }
    let rows = cx.range(&OLDER, &range, VERSIONS).await?;
    let full = rows.len() == VERSIONS;
    let last = rows.last().map(|((_, key, place), _)| (key.clone(), *place));
    for ((_, key, _), version) in rows {
        one(cx, bucket, rules, &key, &version).await?;
    }
    Ok(last.filter(|_| full).map(|last| Place::Older(Some(last))))
}

async fn one(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    rules: &[IntelligentTieringConfiguration],
    key: &ObjectKey,
    version: &Version,
) -> ApiResult<()> {
    let Some(object) = version.object.as_ref().filter(|object| is_watched(object)) else {
        return Ok(());
    };
    let (known, now) = (known(cx, bucket, version, object).await?, cx.now());
    let archived = known.and_then(|known| known.archived);
    if archived.is_some_and(|archived| archived.ready_at.is_some()) {
        return Ok(());
    }
    let accessed = known.map_or(version.modified, |known| known.accessed);
    let facts = Facts {
        key: key.as_str(),
        size: object.size,
        tags: &object.tags,
        class: object.storage_class,
        made: version.modified,
    };
    let wanted = decide(rules, &facts, idle_days(accessed, now));
    let Some(archive) =
        wanted.filter(|wanted| archived.is_none_or(|archived| archived.archive < *wanted))
    else {
        return Ok(());
    };
    let tiering = Tiering { accessed, archived: Some(Archived { archive, ready_at: None }) };
    cx.put(&TIERINGS, &(bucket.id, version.number), &tiering);
    changes::happened(cx, bucket, key, version, Change::Archived(archive)).await
}
