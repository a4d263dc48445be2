//! What lifecycle rules say of one object at one time. Pure: the clock comes in.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html#intro-lifecycle-rules-number-of-days>

use std::time::Duration;

use gen_s3::{LifecycleRule, Tag};
use kernel::Timestamp;

use super::Smallest;
use crate::storage_class::StorageClass;

const DAY_MICROS: i64 = 86_400_000_000;
const KIB_128: u64 = 128 * 1024;

/// What rules look at.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Facts<'a> {
    pub(crate) key: &'a str,
    pub(crate) size: u64,
    pub(crate) tags: &'a [(String, String)],
    pub(crate) class: StorageClass,
    /// When the version was made.
    pub(crate) made: Timestamp,
}

/// What is to be done with a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    /// It goes: the current version of a versioned bucket behind a delete marker, all others for good.
    Expire,
    /// It changes its storage class.
    Move(StorageClass),
}

/// The midnight that follows `days` days after `from`.
pub(crate) fn after_days(from: Timestamp, days: i32) -> Timestamp {
    let days = u32::try_from(days).unwrap_or(0);
    let at = from.plus(Duration::from_secs(86_400).saturating_mul(days)).as_micros();
    let over = at.rem_euclid(DAY_MICROS);
    Timestamp::from_micros(if over == 0 { at } else { at.saturating_add(DAY_MICROS - over) })
}

fn enabled(rules: &[LifecycleRule]) -> impl Iterator<Item = &LifecycleRule> {
    rules.iter().filter(|rule| rule.status == "Enabled")
}

/// Whether a rule is about an object.
pub(crate) fn is_about(rule: &LifecycleRule, object: &Facts<'_>) -> bool {
    if let Some(prefix) = &rule.prefix {
        return object.key.starts_with(prefix.as_str());
    }
    let Some(filter) = &rule.filter else { return false };
    let has =
        |tag: &Tag| object.tags.iter().any(|(key, value)| *key == tag.key && *value == tag.value);
    let begins = |prefix: &Option<String>| {
        prefix.as_ref().is_none_or(|prefix| object.key.starts_with(prefix.as_str()))
    };
    let size = i64::try_from(object.size).unwrap_or(i64::MAX);
    let sized = |more: Option<i64>, less: Option<i64>| {
        more.is_none_or(|more| size > more) && less.is_none_or(|less| size < less)
    };
    let and = filter.and.as_ref().is_none_or(|and| {
        begins(&and.prefix)
            && and.tags.iter().flatten().all(has)
            && sized(and.object_size_greater_than, and.object_size_less_than)
    });
    and && begins(&filter.prefix)
        && filter.tag.as_ref().is_none_or(has)
        && sized(filter.object_size_greater_than, filter.object_size_less_than)
}

/// When the current version goes, and by which rule: the earliest counts.
pub(crate) fn expiry<'r>(
    rules: &'r [LifecycleRule],
    object: &Facts<'_>,
) -> Option<(Timestamp, &'r str)> {
    let about = enabled(rules).filter(|rule| is_about(rule, object));
    let dated = about.filter_map(|rule| {
        let expiration = rule.expiration.as_ref()?;
        let days = expiration.days.map(|days| after_days(object.made, days));
        Some((expiration.date.or(days)?, rule.id.as_deref().unwrap_or_default()))
    });
    dated.min_by_key(|(at, _)| *at)
}

/// What is to be done now with the current version.
pub(crate) fn of_current(
    rules: &[LifecycleRule],
    smallest: Smallest,
    object: &Facts<'_>,
    now: Timestamp,
) -> Option<Action> {
    if expiry(rules, object).is_some_and(|(at, _)| at <= now) {
        return Some(Action::Expire);
    }
    let about = enabled(rules).filter(|rule| is_about(rule, object));
    let moves = about.flat_map(|rule| {
        let sized = names_size(rule);
        rule.transitions.iter().flatten().filter_map(move |transition| {
            let days = transition.days.map(|days| after_days(object.made, days));
            let due = transition.date.or(days)? <= now;
            let class = StorageClass::parse(transition.storage_class.as_deref()).ok()?;
            (due && fits(class, smallest, object, sized)).then_some(class)
        })
    });
    furthest(object.class, moves)
}

/// What is to be done now with an older version that became one at `since`. `newer`: how many older versions are newer.
pub(crate) fn of_noncurrent(
    rules: &[LifecycleRule],
    smallest: Smallest,
    object: &Facts<'_>,
    since: Timestamp,
    newer: usize,
    now: Timestamp,
) -> Option<Action> {
    let spared = |kept: Option<i32>| {
        kept.and_then(|kept| usize::try_from(kept).ok()).is_some_and(|kept| newer < kept)
    };
    let about: Vec<&LifecycleRule> = enabled(rules).filter(|rule| is_about(rule, object)).collect();
    let goes =
        about.iter().filter_map(|rule| rule.noncurrent_version_expiration.as_ref()).any(|e| {
            let due = e.noncurrent_days.is_some_and(|days| after_days(since, days) <= now);
            due && !spared(e.newer_noncurrent_versions)
        });
    if goes {
        return Some(Action::Expire);
    }
    let moves = about.iter().flat_map(|rule| {
        let sized = names_size(rule);
        rule.noncurrent_version_transitions.iter().flatten().filter_map(move |transition| {
            let due = after_days(since, transition.noncurrent_days?) <= now;
            let class = StorageClass::parse(transition.storage_class.as_deref()).ok()?;
            let moves = due
                && !spared(transition.newer_noncurrent_versions)
                && fits(class, smallest, object, sized);
            moves.then_some(class)
        })
    });
    furthest(object.class, moves)
}

/// Whether a delete marker with no version behind it goes: `made` says when it was set.
pub(crate) fn of_lone_marker(
    rules: &[LifecycleRule],
    key: &str,
    made: Timestamp,
    now: Timestamp,
) -> bool {
    let marker = Facts { key, size: 0, tags: &[], class: StorageClass::Standard, made };
    enabled(rules).filter(|rule| is_about(rule, &marker)).any(|rule| {
        rule.expiration.as_ref().is_some_and(|expiration| {
            expiration.expired_object_delete_marker == Some(true)
                || expiration.days.is_some_and(|days| after_days(made, days) <= now)
        })
    })
}

/// Whether an upload that was begun at `begun` is given up.
pub(crate) fn of_upload(
    rules: &[LifecycleRule],
    key: &str,
    begun: Timestamp,
    now: Timestamp,
) -> bool {
    let upload = Facts { key, size: 0, tags: &[], class: StorageClass::Standard, made: begun };
    enabled(rules).filter(|rule| is_about(rule, &upload)).any(|rule| {
        let abort = rule.abort_incomplete_multipart_upload.as_ref();
        let days = abort.and_then(|abort| abort.days_after_initiation);
        days.is_some_and(|days| after_days(begun, days) <= now)
    })
}

/// Whether a rule itself says how large its objects are: then small ones move, too.
fn names_size(rule: &LifecycleRule) -> bool {
    let Some(filter) = &rule.filter else { return false };
    let and = filter.and.as_ref();
    filter.object_size_greater_than.is_some()
        || filter.object_size_less_than.is_some()
        || and.is_some_and(|and| {
            and.object_size_greater_than.is_some() || and.object_size_less_than.is_some()
        })
}

fn fits(class: StorageClass, smallest: Smallest, object: &Facts<'_>, sized: bool) -> bool {
    sized
        || object.size >= KIB_128
        || (smallest == Smallest::VariesByStorageClass && class.is_archive())
}

/// The order in which classes follow each other: nothing moves back.
fn step(class: StorageClass) -> u8 {
    match class {
        StorageClass::Standard | StorageClass::ReducedRedundancy => 0,
        StorageClass::StandardIa => 1,
        StorageClass::IntelligentTiering => 2,
        StorageClass::OneZoneIa => 3,
        StorageClass::GlacierIr => 4,
        StorageClass::Glacier => 5,
        StorageClass::DeepArchive => 6,
    }
}

fn furthest(from: StorageClass, to: impl Iterator<Item = StorageClass>) -> Option<Action> {
    let class = to.max_by_key(|class| step(*class))?;
    (step(class) > step(from)).then_some(Action::Move(class))
}

#[cfg(test)]
#[path = "decide/tests.rs"]
mod tests;
