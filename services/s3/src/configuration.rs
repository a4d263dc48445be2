//! Configurations of buckets: one row for each kind (and id, where a bucket has several of a kind), each a type of its
//! own. What every call needs of a bucket lies in its own row instead.

use kernel::{ApiError, ApiResult, Cx};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::bucket::Bucket;
use crate::tables::CONFIGURATIONS;

/// Something that is configured of a bucket. `KIND` stands in stored data: it never changes its meaning.
pub(crate) trait Configuration: Serialize + DeserializeOwned {
    const KIND: &'static str;
}

fn key<C: Configuration>(bucket: &Bucket, id: &str) -> (u64, String, String) {
    (bucket.id, C::KIND.to_owned(), id.to_owned())
}

fn read<C: Configuration>(raw: &[u8]) -> ApiResult<C> {
    postcard::from_bytes(raw).map_err(|e| ApiError::bug(format!("configuration {}: {e}", C::KIND)))
}

/// The bucket's configuration of this kind, the one called `id` (empty where there is but one).
pub(crate) async fn get<C: Configuration>(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    id: &str,
) -> ApiResult<Option<C>> {
    let raw = cx.get_shared(&CONFIGURATIONS, &key::<C>(bucket, id)).await?;
    raw.map(|raw| read(&raw)).transpose()
}

/// Writes it.
pub(crate) fn put<C: Configuration>(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    id: &str,
    configuration: &C,
) -> ApiResult<()> {
    let raw = postcard::to_stdvec(configuration).map_err(ApiError::bug)?;
    cx.put(&CONFIGURATIONS, &key::<C>(bucket, id), &raw);
    Ok(())
}

/// Removes it, if it is there.
pub(crate) fn delete<C: Configuration>(cx: &mut Cx<'_>, bucket: &Bucket, id: &str) {
    cx.delete(&CONFIGURATIONS, &key::<C>(bucket, id));
}

/// Up to `limit` of this kind, in the order of their ids, after `after`.
pub(crate) async fn list<C: Configuration>(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    after: Option<&str>,
    limit: usize,
) -> ApiResult<Vec<(String, C)>> {
    let mut range = cx.rows(&CONFIGURATIONS).prefix(&(bucket.id, C::KIND.to_owned()));
    if let Some(after) = after {
        range = range.after(&key::<C>(bucket, after));
    }
    let rows = cx.range(&CONFIGURATIONS, &range, limit).await?;
    rows.into_iter().map(|((_, _, id), raw)| Ok((id, read(&raw)?))).collect()
}

/// Removes all of a bucket's, when it goes.
pub(crate) async fn delete_all(cx: &mut Cx<'_>, bucket: &Bucket) -> ApiResult<()> {
    let range = cx.rows(&CONFIGURATIONS).prefix(&bucket.id);
    for (key, _) in cx.range(&CONFIGURATIONS, &range, usize::MAX).await? {
        cx.delete(&CONFIGURATIONS, &key);
    }
    Ok(())
}
