//! ListObjectVersions: all versions and delete markers, by key and from new to old.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html>

use std::collections::VecDeque;

use gen_s3::{ListObjectVersionsInput, ListObjectVersionsOutput};
use kernel::{ApiResult, Cx};

use crate::bucket::{self, Bucket};
use crate::listing::{self, Entry, Listing, OF_NEWEST, Start};
use crate::object::Version;
use crate::object_key::ObjectKey;
use crate::tables::{OLDER, older};
use crate::version_id::VersionId;
use crate::{errors, listed, versions};

pub(crate) async fn list_object_versions(
    cx: &mut Cx<'_>,
    input: &ListObjectVersionsInput,
) -> ApiResult<ListObjectVersionsOutput> {
    let listing = Listing::parse(
        input.prefix.as_deref(),
        input.delimiter.as_deref(),
        input.max_keys,
        "max-keys",
        input.encoding_type.as_deref(),
    )?;
    let bucket = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    let key_marker = input.key_marker.as_deref().unwrap_or_default();
    let version_marker = input.version_id_marker.as_deref();
    if key_marker.is_empty()
        && let Some(given) = version_marker
    {
        let message = "A version-id marker cannot be specified without a key marker.";
        return Err(errors::invalid_argument(message, "version-id-marker", given));
    }
    let mut output = ListObjectVersionsOutput {
        is_truncated: Some(false),
        key_marker: Some(listing.shown(key_marker)),
        version_id_marker: Some(version_marker.unwrap_or_default().to_owned()),
        versions: Some(Vec::new()),
        delete_markers: Some(Vec::new()),
        name: Some(bucket.name.to_string()),
        prefix: Some(listing.shown(&listing.prefix)),
        delimiter: listing.shown_delimiter(),
        max_keys: i32::try_from(listing.limit).ok(),
        common_prefixes: Some(Vec::new()),
        encoding_type: input.encoding_type.clone(),
        ..ListObjectVersionsOutput::default()
    };
    let mut shown = Shown { listing: &listing, output: &mut output, count: 0, last: None };
    if listing.limit > 0 {
        fill(cx, &bucket, key_marker, version_marker, &mut shown).await?;
    }
    Ok(output)
}

/// The answer as it grows.
struct Shown<'s> {
    listing: &'s Listing,
    output: &'s mut ListObjectVersionsOutput,
    count: usize,
    /// Key and version of the last entry; a common prefix has no version.
    last: Option<(String, Option<String>)>,
}

impl Shown<'_> {
    /// Whether there is room for one more; if not, says that there are more.
    fn has_room(&mut self) -> bool {
        if self.count < self.listing.limit {
            self.count += 1;
            return true;
        }
        self.output.is_truncated = Some(true);
        if let Some((key, version)) = self.last.take() {
            self.output.next_key_marker = Some(self.listing.shown(&key));
            self.output.next_version_id_marker = version;
        }
        false
    }

    /// How many more there is room for, and one that tells that there are more.
    fn room(&self) -> usize {
        self.listing.limit + 1 - self.count
    }

    fn version(&mut self, cx: &Cx<'_>, key: &ObjectKey, version: &Version, latest: bool) {
        self.last = Some((key.as_str().to_owned(), Some(version.id().text())));
        let place = self.count;
        match &version.object {
            Some(object) => {
                let now = cx.now();
                let entry = listed::version(self.listing, key, version, object, latest, place, now);
                self.output.versions.get_or_insert_default().push(entry);
            }
            None => {
                let entry = listed::marker(self.listing, key, version, latest, place);
                self.output.delete_markers.get_or_insert_default().push(entry);
            }
        }
    }

    fn prefix(&mut self, prefix: &str) {
        self.last = Some((prefix.to_owned(), None));
        let entry = listed::common_prefix(self.listing, prefix);
        self.output.common_prefixes.get_or_insert_default().push(entry);
    }
}

async fn fill(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    key_marker: &str,
    version_marker: Option<&str>,
    shown: &mut Shown<'_>,
) -> ApiResult<()> {
    let start = shown.listing.start(key_marker);
    if let Some(id) = VersionId::parse(version_marker.filter(|id| !id.is_empty()))?
        && matches!(start, Start::After(_))
        && !after_version(cx, bucket, &ObjectKey(key_marker.to_owned()), id, shown).await?
    {
        return Ok(());
    }
    let listing = Listing { limit: shown.room(), ..shown.listing.clone() };
    let page = listing::page(cx, &OF_NEWEST, bucket.id, &listing, start).await?;
    let mut walk = Walk::default();
    for entry in page.entries {
        if !shown.has_room() {
            return Ok(());
        }
        match entry {
            Entry::Prefix(prefix) => shown.prefix(&prefix),
            Entry::Row(key, version) => {
                shown.version(cx, &key, &version, true);
                if bucket.is_versioned() && !walk.show(cx, bucket, &key, shown).await? {
                    return Ok(());
                }
            }
        }
    }
    Ok(())
}

/// The versions of a key after that with this id, which may be gone meanwhile; false when the page is full.
async fn after_version(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    key: &ObjectKey,
    id: VersionId,
    shown: &mut Shown<'_>,
) -> ApiResult<bool> {
    let number = match id {
        VersionId::Number(number) => Some(number),
        VersionId::Null => {
            versions::find(cx, bucket, key, Some(id)).await?.map(|version| version.number)
        }
    };
    let Some(number) = number else { return Ok(true) };
    if let Some(newest) = versions::newest(cx, bucket, key).await?
        && newest.number < number
    {
        if !shown.has_room() {
            return Ok(false);
        }
        shown.version(cx, key, &newest, true);
        return rest_of(cx, bucket, key, newest.number, shown).await;
    }
    rest_of(cx, bucket, key, number, shown).await
}

/// Older versions in the order of their keys, read in runs that span many keys.
#[derive(Default)]
struct Walk {
    rows: VecDeque<(Place, Version)>,
    /// The last row that was taken.
    last: Option<Place>,
    at_end: bool,
}

/// Bucket, key, and where among its versions.
type Place = (u64, ObjectKey, u64);

impl Walk {
    /// Shows a key's older versions; false when the page is full. Keys come in their order.
    async fn show(
        &mut self,
        cx: &mut Cx<'_>,
        bucket: &Bucket,
        key: &ObjectKey,
        shown: &mut Shown<'_>,
    ) -> ApiResult<bool> {
        loop {
            while self.rows.front().is_some_and(|((_, own, _), _)| own < key) {
                self.rows.pop_front();
            }
            match self.rows.pop_front() {
                Some((place, version)) if place.1 == *key => {
                    if !shown.has_room() {
                        return Ok(false);
                    }
                    shown.version(cx, key, &version, false);
                    self.last = Some(place);
                }
                Some(later) => {
                    self.rows.push_front(later);
                    return Ok(true);
                }
                None if self.at_end => return Ok(true),
                None => self.read(cx, bucket, key, shown.room()).await?,
            }
        }
    }

    /// Reads a run from `key` on, or from where that was left.
    async fn read(
        &mut self,
        cx: &mut Cx<'_>,
        bucket: &Bucket,
        key: &ObjectKey,
        limit: usize,
    ) -> ApiResult<()> {
        let all = cx.rows(&OLDER).prefix(&bucket.id);
        let range = match self.last.take().filter(|(_, own, _)| own == key) {
            Some(last) => all.after(&last),
            None => all.from(&(bucket.id, key.clone())),
        };
        self.rows = cx.range(&OLDER, &range, limit).await?.into();
        self.at_end = self.rows.len() < limit;
        Ok(())
    }
}

/// The versions of a key that are older than `number`; false when the page is full.
async fn rest_of(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    key: &ObjectKey,
    number: u64,
    shown: &mut Shown<'_>,
) -> ApiResult<bool> {
    let place = (bucket.id, key.clone());
    let range = cx.rows(&OLDER).prefix(&place).after(&(bucket.id, key.clone(), older(number)));
    let room = shown.room();
    for (_, version) in cx.range(&OLDER, &range, room).await? {
        if !shown.has_room() {
            return Ok(false);
        }
        shown.version(cx, key, &version, false);
    }
    Ok(true)
}
