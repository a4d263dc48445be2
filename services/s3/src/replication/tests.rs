//! What S3 takes as a replication configuration, and which objects it means.

use gen_s3::{Destination, ReplicationRuleAndOperator};

use super::*;

fn rule(priority: Option<i32>, prefix: &str, to: &str) -> ReplicationRule {
    ReplicationRule {
        priority,
        filter: Some(ReplicationRuleFilter { prefix: Some(prefix.into()), ..Default::default() }),
        status: "Enabled".into(),
        delete_marker_replication: Some(DeleteMarkerReplication {
            status: Some("Disabled".into()),
        }),
        destination: Destination { bucket: format!("arn:aws:s3:::{to}"), ..Default::default() },
        ..ReplicationRule::default()
    }
}

fn refused(rules: Vec<ReplicationRule>) -> Option<String> {
    let given = ReplicationConfiguration { role: "r".into(), rules };
    let error = check(&given, &Random::from_seed(1)).err()?;
    Some(format!("{}: {}", error.code(), error.message().unwrap_or_default()))
}

#[test]
fn what_is_refused() {
    let tag = Tag { key: "k".into(), value: "v".into() };
    let tagged = ReplicationRuleFilter { tag: Some(tag.clone()), ..Default::default() };
    let alone = ReplicationRuleFilter {
        and: Some(ReplicationRuleAndOperator { prefix: None, tags: Some(vec![tag]) }),
        ..Default::default()
    };
    let marking = Some(DeleteMarkerReplication { status: Some("Enabled".into()) });
    let good = || rule(Some(1), "", "to");
    assert_eq!(refused(vec![good()]), None);
    for (rules, want) in [
        (vec![], "MalformedXML"),
        (vec![rule(None, "", "to")], "Priority must be specified"),
        (
            vec![ReplicationRule { delete_marker_replication: None, ..good() }],
            "DeleteMarkerReplication must be",
        ),
        (vec![ReplicationRule { prefix: Some(String::new()), ..good() }], "MalformedXML"),
        (vec![ReplicationRule { status: "On".into(), ..good() }], "MalformedXML"),
        (vec![ReplicationRule { filter: Some(alone), ..good() }], "MalformedXML"),
        (
            vec![ReplicationRule {
                filter: Some(tagged),
                delete_marker_replication: marking,
                ..good()
            }],
            "Delete marker replication is not supported",
        ),
        (
            vec![ReplicationRule { destination: Destination::default(), ..good() }],
            "Invalid bucket ARN",
        ),
        (vec![good(), good()], "Rule Priority must be unique"),
    ] {
        let got = refused(rules).unwrap_or_default();
        assert!(got.contains(want), "{got}, not {want}");
    }
}

#[test]
fn which_rules_copy() {
    let mut marking = rule(Some(5), "logs/", "c");
    marking.delete_marker_replication =
        Some(DeleteMarkerReplication { status: Some("Enabled".into()) });
    let off = ReplicationRule { status: "Disabled".into(), ..rule(Some(9), "", "d") };
    let configuration = ReplicationConfiguration {
        role: "r".into(),
        rules: vec![
            rule(Some(1), "", "a"),
            rule(Some(2), "logs/", "a"),
            rule(Some(3), "logs/", "b"),
            marking,
            off,
        ],
    };
    let priorities = |key, marker, kms| {
        let facts = Facts { key, tags: &[], marker, kms };
        let rules = rules_for(&configuration, &facts);
        rules.iter().filter_map(|rule| rule.priority).collect::<Vec<_>>()
    };
    assert_eq!(priorities("x", false, false), [1]);
    assert_eq!(priorities("logs/x", false, false), [5, 3, 2]);
    assert_eq!(priorities("logs/x", true, false), [5]);
    assert_eq!(priorities("logs/x", false, true), [0; 0]);
}
