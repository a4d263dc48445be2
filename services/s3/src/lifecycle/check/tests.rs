//! What S3 refuses; codes recorded where they are MalformedXML, dates and tags; the other words are reported.

use gen_s3::{AbortIncompleteMultipartUpload, LifecycleRuleAndOperator};

use super::*;

fn rule() -> LifecycleRule {
    LifecycleRule {
        status: "Enabled".into(),
        filter: Some(LifecycleRuleFilter::default()),
        expiration: Some(LifecycleExpiration { days: Some(7), ..LifecycleExpiration::default() }),
        ..LifecycleRule::default()
    }
}

fn refused(rules: Vec<LifecycleRule>) -> Option<String> {
    let error = check(&BucketLifecycleConfiguration { rules }).err()?;
    Some(format!("{}: {}", error.code(), error.message().unwrap_or_default()))
}

#[track_caller]
fn assert_refused(rule: LifecycleRule, want: &str) {
    let got = refused(vec![rule]).unwrap_or_default();
    assert!(got.contains(want), "{got}, not {want}");
}

#[test]
fn good_ones() {
    let old = LifecycleRule { filter: None, prefix: Some("logs/".into()), ..rule() };
    let transition =
        Transition { days: Some(0), storage_class: Some("GLACIER".into()), date: None };
    let moving = LifecycleRule { transitions: Some(vec![transition]), ..rule() };
    for good in [rule(), old, moving] {
        assert_eq!(refused(vec![good]), None);
    }
}

#[test]
fn rules_as_a_whole() {
    let malformed = "MalformedXML";
    assert_refused(LifecycleRule { filter: None, ..rule() }, malformed);
    assert_refused(LifecycleRule { prefix: Some(String::new()), ..rule() }, malformed);
    assert_refused(LifecycleRule { status: "On".into(), ..rule() }, malformed);
    assert_refused(LifecycleRule { expiration: None, ..rule() }, "At least one action");
    assert_refused(LifecycleRule { id: Some("x".repeat(256)), ..rule() }, "ID length");
    let named = LifecycleRule { id: Some("a".into()), ..rule() };
    assert!(
        refused(vec![named.clone(), named]).is_some_and(|e| e.contains("Rule ID must be unique"))
    );
    assert!(refused(vec![]).is_some_and(|e| e.starts_with(malformed)));
    assert!(refused(vec![rule(); 1_001]).is_some_and(|e| e.starts_with(malformed)));
}

#[test]
fn filters() {
    let with = |filter| LifecycleRule { filter: Some(filter), ..rule() };
    let tag = |value: &str| Tag { key: "k".into(), value: value.into() };
    let two = LifecycleRuleFilter {
        prefix: Some(String::new()),
        object_size_greater_than: Some(500),
        ..LifecycleRuleFilter::default()
    };
    assert_refused(with(two), "MalformedXML");
    let and = |and| with(LifecycleRuleFilter { and: Some(and), ..LifecycleRuleFilter::default() });
    let one = LifecycleRuleAndOperator { prefix: Some("p".into()), ..Default::default() };
    assert_refused(and(one), "MalformedXML");
    let same =
        LifecycleRuleAndOperator { tags: Some(vec![tag("1"), tag("2")]), ..Default::default() };
    assert_refused(and(same), "Duplicate Tag Keys are not allowed.");
    let sizes = LifecycleRuleAndOperator {
        object_size_greater_than: Some(5),
        object_size_less_than: Some(5),
        ..Default::default()
    };
    assert_refused(and(sizes), "ObjectSizeLessThan");
    let tagged = LifecycleRuleFilter { tag: Some(tag("1")), ..LifecycleRuleFilter::default() };
    let aborting = LifecycleRule {
        abort_incomplete_multipart_upload: Some(AbortIncompleteMultipartUpload {
            days_after_initiation: Some(1),
        }),
        ..with(tagged)
    };
    assert_refused(aborting, "cannot be specified with Tags");
}

#[test]
fn expirations_and_transitions() {
    let expiring = |days, date, marker| LifecycleRule {
        expiration: Some(LifecycleExpiration { days, date, expired_object_delete_marker: marker }),
        ..rule()
    };
    assert_refused(
        expiring(Some(0), None, None),
        "'Days' for Expiration action must be a positive",
    );
    assert_refused(expiring(Some(1), None, Some(true)), "MalformedXML");
    assert_refused(expiring(None, None, None), "MalformedXML");
    let date = Timestamp::from_secs(86_400 + 7_320);
    assert_refused(expiring(None, Some(date), None), "'Date' must be at midnight GMT");
    assert_eq!(refused(vec![expiring(None, Some(Timestamp::from_secs(86_400)), None)]), None);
    let moving = |days, class: &str| LifecycleRule {
        transitions: Some(vec![Transition { days, storage_class: Some(class.into()), date: None }]),
        ..rule()
    };
    assert_refused(moving(Some(1), "COLD"), "MalformedXML");
    assert_refused(moving(None, "GLACIER"), "MalformedXML");
    assert_refused(moving(Some(-1), "GLACIER"), "must be nonnegative");
    assert_refused(
        moving(Some(29), "STANDARD_IA"),
        "greater than or equal to 30 for storageClass 'STANDARD_IA'",
    );
    assert_refused(
        moving(Some(7), "GLACIER"),
        "must be greater than 'Days' in the Transition action",
    );
    let noncurrent = |days, newer| LifecycleRule {
        noncurrent_version_expiration: Some(NoncurrentVersionExpiration {
            noncurrent_days: days,
            newer_noncurrent_versions: newer,
        }),
        ..rule()
    };
    assert_refused(noncurrent(None, None), "MalformedXML");
    assert_refused(noncurrent(Some(0), None), "must be a positive integer");
    assert_refused(noncurrent(Some(1), Some(101)), "between 1 and 100");
}
