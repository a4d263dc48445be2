//! Days are counted from midnight to midnight; the furthest class and the earliest end count.

use gen_s3::{
    AbortIncompleteMultipartUpload, LifecycleExpiration, LifecycleRuleAndOperator,
    LifecycleRuleFilter, NoncurrentVersionExpiration, Transition,
};

use super::*;

const DAY: i64 = 86_400;

fn at(days: i64, seconds: i64) -> Timestamp {
    Timestamp::from_secs(days * DAY + seconds)
}

fn facts<'a>(key: &'a str, tags: &'a [(String, String)], size: u64) -> Facts<'a> {
    Facts { key, size, tags, class: StorageClass::Standard, made: at(100, 3_600) }
}

fn rule(id: &str, filter: LifecycleRuleFilter) -> LifecycleRule {
    LifecycleRule {
        id: Some(id.into()),
        status: "Enabled".into(),
        filter: Some(filter),
        ..LifecycleRule::default()
    }
}

fn expiring(id: &str, prefix: &str, days: i32) -> LifecycleRule {
    let filter = LifecycleRuleFilter { prefix: Some(prefix.into()), ..Default::default() };
    let expiration = LifecycleExpiration { days: Some(days), ..Default::default() };
    LifecycleRule { expiration: Some(expiration), ..rule(id, filter) }
}

#[test]
fn days_end_at_midnight() {
    assert_eq!(after_days(at(10, 1), 1), at(12, 0));
    assert_eq!(after_days(at(10, 0), 1), at(11, 0));
    assert_eq!(after_days(at(10, DAY - 1), 0), at(11, 0));
}

#[test]
fn which_objects() {
    let tags = [("k".to_owned(), "v".to_owned()), ("l".to_owned(), "w".to_owned())];
    let tag = |key: &str, value: &str| Tag { key: key.into(), value: value.into() };
    let none = LifecycleRuleFilter::default;
    for (filter, want) in [
        (none(), true),
        (LifecycleRuleFilter { prefix: Some("a/".into()), ..none() }, true),
        (LifecycleRuleFilter { prefix: Some("b/".into()), ..none() }, false),
        (LifecycleRuleFilter { tag: Some(tag("k", "v")), ..none() }, true),
        (LifecycleRuleFilter { tag: Some(tag("k", "w")), ..none() }, false),
        (LifecycleRuleFilter { object_size_greater_than: Some(10), ..none() }, false),
        (LifecycleRuleFilter { object_size_greater_than: Some(9), ..none() }, true),
        (LifecycleRuleFilter { object_size_less_than: Some(10), ..none() }, false),
        (
            LifecycleRuleFilter {
                and: Some(LifecycleRuleAndOperator {
                    prefix: Some("a/".into()),
                    tags: Some(vec![tag("k", "v"), tag("l", "w")]),
                    object_size_less_than: Some(11),
                    ..Default::default()
                }),
                ..none()
            },
            true,
        ),
        (
            LifecycleRuleFilter {
                and: Some(LifecycleRuleAndOperator {
                    tags: Some(vec![tag("k", "v"), tag("x", "w")]),
                    ..Default::default()
                }),
                ..none()
            },
            false,
        ),
    ] {
        assert_eq!(
            is_about(&rule("r", filter.clone()), &facts("a/b", &tags, 10)),
            want,
            "{filter:?}"
        );
    }
}

#[test]
fn the_earliest_end_counts() {
    let rules = [expiring("late", "", 30), expiring("early", "a/", 3), expiring("other", "b/", 1)];
    let object = facts("a/b", &[], 10);
    assert_eq!(expiry(&rules, &object), Some((at(104, 0), "early")));
    let of = |now| of_current(&rules, Smallest::default(), &object, now);
    assert_eq!(of(at(103, DAY - 1)), None);
    assert_eq!(of(at(104, 0)), Some(Action::Expire));
    let off = [LifecycleRule { status: "Disabled".into(), ..expiring("off", "", 1) }];
    assert_eq!(expiry(&off, &object), None);
}

#[test]
fn classes_only_get_colder() {
    let to = |days, class: &str| Transition {
        days: Some(days),
        storage_class: Some(class.into()),
        date: None,
    };
    let mut moving = rule("m", LifecycleRuleFilter::default());
    moving.transitions = Some(vec![to(30, "STANDARD_IA"), to(90, "GLACIER"), to(0, "GLACIER_IR")]);
    let rules = [moving];
    for (days, class, size, want) in [
        (0, StorageClass::Standard, KIB_128, None),
        (1, StorageClass::Standard, KIB_128, Some(StorageClass::GlacierIr)),
        (1, StorageClass::Standard, KIB_128 - 1, None),
        (31, StorageClass::GlacierIr, KIB_128, None),
        (91, StorageClass::GlacierIr, KIB_128, Some(StorageClass::Glacier)),
        (91, StorageClass::DeepArchive, KIB_128, None),
    ] {
        let object = Facts { class, ..facts("k", &[], size) };
        let got = of_current(&rules, Smallest::All128K, &object, at(100 + days, 7_200));
        assert_eq!(got, want.map(Action::Move), "after {days} days, {class:?}, {size}");
    }
    let small = facts("k", &[], 1);
    let got = of_current(&rules, Smallest::VariesByStorageClass, &small, at(200, 0));
    assert_eq!(got, Some(Action::Move(StorageClass::Glacier)));
}

#[test]
fn older_versions() {
    let mut old = rule("o", LifecycleRuleFilter::default());
    old.noncurrent_version_expiration = Some(NoncurrentVersionExpiration {
        noncurrent_days: Some(1),
        newer_noncurrent_versions: Some(2),
    });
    let rules = [old];
    let object = facts("k", &[], 1);
    for (newer, now, goes) in
        [(2, at(12, 0), true), (2, at(11, 3_600), false), (1, at(99, 0), false)]
    {
        let got = of_noncurrent(&rules, Smallest::default(), &object, at(10, 60), newer, now);
        assert_eq!(got.is_some(), goes, "{newer} {now:?}");
    }
}

#[test]
fn markers_and_uploads() {
    let mut marker = rule("m", LifecycleRuleFilter::default());
    marker.expiration = Some(LifecycleExpiration {
        expired_object_delete_marker: Some(true),
        ..Default::default()
    });
    marker.abort_incomplete_multipart_upload =
        Some(AbortIncompleteMultipartUpload { days_after_initiation: Some(2) });
    let rules = [marker];
    assert!(of_lone_marker(&rules, "k", at(10, 0), at(10, 1)));
    assert!(!of_lone_marker(&[expiring("e", "", 5)], "k", at(10, 0), at(14, 0)));
    assert!(of_lone_marker(&[expiring("e", "", 5)], "k", at(10, 0), at(15, 0)));
    assert!(!of_upload(&rules, "k", at(10, 5), at(12, 5)));
    assert!(of_upload(&rules, "k", at(10, 5), at(13, 0)));
}
