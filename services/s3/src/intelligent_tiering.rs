//! Intelligent-Tiering: objects of that class which nobody reads for as long as a bucket's configuration says go into an
//! archive, and have to be restored before they can be read again. That the class also moves objects between tiers that
//! are read at once is seen in inventories alone.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/intelligent-tiering-overview.html>

pub(crate) mod restore;
pub(crate) mod run;

use std::time::Duration;

use gen_s3::{IntelligentTieringConfiguration, IntelligentTieringFilter, Tag};
use kernel::{ApiResult, Cx, Timestamp};
use serde::{Deserialize, Serialize};

use crate::bucket::Bucket;
use crate::errors;
use crate::lifecycle::decide::Facts;
use crate::object::{Object, Version};
use crate::storage_class::StorageClass;
use crate::tables::TIERINGS;

const DAY: Duration = Duration::from_secs(86_400);
/// A read is noted once in so long, so that reading does not mean writing.
const NOTED_EVERY: Duration = Duration::from_secs(3_600);
/// Smaller objects stay where they are.
const SMALLEST: u64 = 128 * 1024;

/// Tiers from which objects have to be restored; the second is the deeper one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum Archive {
    Access,
    DeepAccess,
}

impl Archive {
    fn parse(text: &str) -> Option<Archive> {
        match text {
            "ARCHIVE_ACCESS" => Some(Archive::Access),
            "DEEP_ARCHIVE_ACCESS" => Some(Archive::DeepAccess),
            _ => None,
        }
    }

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Archive::Access => "ARCHIVE_ACCESS",
            Archive::DeepAccess => "DEEP_ARCHIVE_ACCESS",
        }
    }

    /// The storage class that is restored in the same time.
    fn like(self) -> StorageClass {
        match self {
            Archive::Access => StorageClass::Glacier,
            Archive::DeepAccess => StorageClass::DeepArchive,
        }
    }
}

/// What is known of a version that was read since it was made, or archived.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Tiering {
    accessed: Timestamp,
    archived: Option<Archived>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Archived {
    archive: Archive,
    /// When it will have left the archive; `None` until that is asked for.
    ready_at: Option<Timestamp>,
}

impl Tiering {
    /// The archive that it cannot be read from yet.
    fn lies_in(&self, now: Timestamp) -> Option<Archive> {
        let archived = self.archived?;
        archived.ready_at.is_none_or(|at| at > now).then_some(archived.archive)
    }
}

fn is_watched(object: &Object) -> bool {
    object.storage_class == StorageClass::IntelligentTiering
}

async fn known(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    version: &Version,
    object: &Object,
) -> ApiResult<Option<Tiering>> {
    match is_watched(object) {
        true => cx.get(&TIERINGS, &(bucket.id, version.number)).await,
        false => Ok(None),
    }
}

/// An object is about to be read: fails when it lies in an archive, and notes that somebody wanted it.
pub(crate) async fn read(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    version: &Version,
    object: &Object,
) -> ApiResult<()> {
    if !is_watched(object) {
        return Ok(());
    }
    let (known, now) = (known(cx, bucket, version, object).await?, cx.now());
    if let Some(archive) = known.and_then(|known| known.lies_in(now)) {
        let class = object.storage_class.as_str();
        return Err(errors::invalid_object_state(class).with_extra("AccessTier", archive.as_str()));
    }
    let accessed = known.map_or(version.modified, |known| known.accessed);
    // One that is just back from an archive is told of first.
    let is_back = known.is_some_and(|known| known.archived.is_some());
    if !is_back && accessed.plus(NOTED_EVERY) <= now {
        let tiering = Tiering { accessed: now, archived: None };
        cx.put(&TIERINGS, &(bucket.id, version.number), &tiering);
    }
    Ok(())
}

/// What HeadObject tells of an archive.
pub(crate) struct Shown {
    pub(crate) archive_status: String,
    pub(crate) restore: Option<String>,
}

pub(crate) async fn shown(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    version: &Version,
    object: &Object,
) -> ApiResult<Option<Shown>> {
    let (known, now) = (known(cx, bucket, version, object).await?, cx.now());
    let Some(known) = known else { return Ok(None) };
    let under_way = known.archived.is_some_and(|archived| archived.ready_at.is_some());
    Ok(known.lies_in(now).map(|archive| Shown {
        archive_status: archive.as_str().to_owned(),
        restore: under_way.then(|| "ongoing-request=\"true\"".to_owned()),
    }))
}

/// The tier as inventories name it; nothing for objects of other classes.
pub(crate) async fn in_inventory(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    version: &Version,
) -> ApiResult<&'static str> {
    let Some(object) = version.object.as_ref().filter(|object| is_watched(object)) else {
        return Ok("");
    };
    let (known, now) = (known(cx, bucket, version, object).await?, cx.now());
    Ok(match known.and_then(|known| known.lies_in(now)) {
        Some(Archive::Access) => "ARCHIVE",
        Some(Archive::DeepAccess) => "DEEP_ARCHIVE",
        None if object.size < SMALLEST => "FREQUENT",
        None => match idle_days(known.map_or(version.modified, |known| known.accessed), now) {
            ..30 => "FREQUENT",
            30..90 => "INFREQUENT",
            90.. => "ARCHIVE_INSTANT_ACCESS",
        },
    })
}

/// Forgets what was known of a version that is gone, or of another class now.
pub(crate) fn forget(cx: &mut Cx<'_>, bucket: &Bucket, version: &Version) {
    if version.object.as_ref().is_some_and(|object| is_watched(object)) {
        cx.delete(&TIERINGS, &(bucket.id, version.number));
    }
}

fn idle_days(accessed: Timestamp, now: Timestamp) -> i64 {
    let micros = now.as_micros().saturating_sub(accessed.as_micros());
    micros / i64::try_from(DAY.as_micros()).unwrap_or(i64::MAX)
}

/// The archive for an object that nobody read for so many days: the deepest whose time has come.
fn decide(
    rules: &[IntelligentTieringConfiguration],
    object: &Facts<'_>,
    idle_days: i64,
) -> Option<Archive> {
    if object.size < SMALLEST {
        return None;
    }
    let about = rules.iter().filter(|rule| rule.status == "Enabled");
    about
        .filter(|rule| rule.filter.as_ref().is_none_or(|filter| is_about(filter, object)))
        .flat_map(|rule| &rule.tierings)
        .filter(|tiering| i64::from(tiering.days) <= idle_days)
        .filter_map(|tiering| Archive::parse(&tiering.access_tier))
        .max()
}

fn is_about(filter: &IntelligentTieringFilter, object: &Facts<'_>) -> bool {
    let begins = |prefix: &Option<String>| {
        prefix.as_ref().is_none_or(|prefix| object.key.starts_with(prefix.as_str()))
    };
    let has =
        |tag: &Tag| object.tags.iter().any(|(key, value)| *key == tag.key && *value == tag.value);
    begins(&filter.prefix)
        && filter.tag.as_ref().is_none_or(has)
        && filter
            .and
            .as_ref()
            .is_none_or(|and| begins(&and.prefix) && and.tags.iter().flatten().all(has))
}

#[cfg(test)]
mod tests {
    use gen_s3::{IntelligentTieringAndOperator, Tiering as Rule};

    use super::*;

    fn configuration(
        filter: Option<IntelligentTieringFilter>,
        tierings: &[(&str, i32)],
    ) -> IntelligentTieringConfiguration {
        IntelligentTieringConfiguration {
            id: "i".to_owned(),
            status: "Enabled".to_owned(),
            filter,
            tierings: tierings
                .iter()
                .map(|(tier, days)| Rule { access_tier: (*tier).to_owned(), days: *days })
                .collect(),
        }
    }

    #[test]
    fn the_deepest_archive_whose_time_has_come() {
        let tags = [("a".to_owned(), "b".to_owned())];
        let object = Facts {
            key: "logs/1",
            size: SMALLEST,
            tags: &tags,
            class: StorageClass::IntelligentTiering,
            made: Timestamp::from_secs(0),
        };
        let both = [("ARCHIVE_ACCESS", 90), ("DEEP_ARCHIVE_ACCESS", 180)];
        let rules = [configuration(None, &both)];
        for (days, archive) in [
            (89, None),
            (90, Some(Archive::Access)),
            (179, Some(Archive::Access)),
            (180, Some(Archive::DeepAccess)),
        ] {
            assert_eq!(decide(&rules, &object, days), archive, "{days}");
        }
        assert_eq!(decide(&rules, &Facts { size: SMALLEST - 1, ..object }, 700), None);

        let prefix = |prefix: &str| IntelligentTieringFilter {
            prefix: Some(prefix.to_owned()),
            ..IntelligentTieringFilter::default()
        };
        let tag = |value: &str| Tag { key: "a".to_owned(), value: value.to_owned() };
        let tagged = |value: &str| IntelligentTieringFilter {
            tag: Some(tag(value)),
            ..IntelligentTieringFilter::default()
        };
        let joined = |prefix: &str, value: &str| IntelligentTieringFilter {
            and: Some(IntelligentTieringAndOperator {
                prefix: Some(prefix.to_owned()),
                tags: Some(vec![tag(value)]),
            }),
            ..IntelligentTieringFilter::default()
        };
        for (filter, is_about) in [
            (prefix("logs/"), true),
            (prefix("other/"), false),
            (tagged("b"), true),
            (tagged("c"), false),
            (joined("logs/", "b"), true),
            (joined("logs/", "c"), false),
            (joined("other/", "b"), false),
        ] {
            let rules = [configuration(Some(filter.clone()), &both)];
            assert_eq!(decide(&rules, &object, 90).is_some(), is_about, "{filter:?}");
        }

        let mut off = configuration(None, &both);
        off.status = "Disabled".to_owned();
        assert_eq!(decide(&[off], &object, 700), None);
    }

    #[test]
    fn whole_days() {
        let at = |secs| Timestamp::from_secs(secs);
        assert_eq!(idle_days(at(0), at(86_399)), 0);
        assert_eq!(idle_days(at(0), at(86_400)), 1);
        assert_eq!(idle_days(at(86_400), at(0)), -1);
    }
}
