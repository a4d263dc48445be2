//! Policies beside each other: what is new, and what is granted.

use super::*;

fn policy(statements: &[&str]) -> PolicyDocument {
    let text = format!(r#"{{"Version": "2012-10-17", "Statement": [{}]}}"#, statements.join(","));
    PolicyDocument::parse(&text).expect("a policy")
}

fn allow(action: &str, resource: &str) -> String {
    format!(r#"{{"Effect": "Allow", "Action": {action}, "Resource": {resource}}}"#)
}

fn deny(action: &str, resource: &str) -> String {
    allow(action, resource).replace("Allow", "Deny")
}

const GET: &str = r#""s3:GetObject""#;
const ALL: &str = r#""*""#;
const BUCKET: &str = r#""arn:aws:s3:::b/*""#;

#[test]
fn new_access_is_told() {
    let with = |statement: String, condition: &str| {
        statement.replace("\"Effect\"", &format!("\"Condition\": {condition}, \"Effect\""))
    };
    let tls = r#"{"Bool": {"aws:SecureTransport": "true"}}"#;
    let org = r#"{"StringEquals": {"aws:PrincipalOrgID": ["o-1", "o-2"]}}"#;
    let one_org = r#"{"StringEquals": {"aws:PrincipalOrgID": "o-1"}}"#;
    let cases: Vec<(Vec<String>, Vec<String>, &[usize])> = vec![
        (vec![allow(GET, BUCKET)], vec![allow(GET, BUCKET)], &[]),
        (vec![allow(r#""s3:Get*""#, ALL)], vec![allow(GET, BUCKET)], &[]),
        (vec![allow(GET, BUCKET)], vec![allow(r#""s3:Get*""#, BUCKET)], &[0]),
        (vec![allow(GET, BUCKET)], vec![allow(GET, ALL)], &[0]),
        (vec![allow(GET, BUCKET)], vec![allow(GET, r#""arn:aws:s3:::b/x*""#)], &[]),
        (vec![allow(r#""*""#, ALL)], vec![allow(GET, ALL), allow(r#""iam:*""#, ALL)], &[]),
        (vec![allow(GET, BUCKET)], vec![allow(GET, BUCKET), allow(r#""sqs:*""#, ALL)], &[1]),
        // Several old statements, one action each.
        (
            vec![allow(GET, ALL), allow(r#""s3:PutObject""#, ALL)],
            vec![allow(r#"["s3:GetObject", "s3:PutObject"]"#, ALL)],
            &[],
        ),
        // Conditions: fewer are wider, fewer values narrower.
        (vec![allow(GET, ALL)], vec![with(allow(GET, ALL), tls)], &[]),
        (vec![with(allow(GET, ALL), tls)], vec![allow(GET, ALL)], &[0]),
        (vec![with(allow(GET, ALL), org)], vec![with(allow(GET, ALL), one_org)], &[]),
        (vec![with(allow(GET, ALL), one_org)], vec![with(allow(GET, ALL), org)], &[0]),
        // Denies: one that goes lets through, one that comes takes away.
        (vec![allow(GET, ALL), deny(GET, BUCKET)], vec![allow(GET, ALL)], &[0]),
        (
            vec![allow(GET, ALL), deny(GET, BUCKET)],
            vec![allow(GET, ALL), deny(r#""s3:*""#, ALL)],
            &[],
        ),
        (vec![allow(GET, ALL), deny(GET, BUCKET)], vec![allow(GET, r#""arn:aws:s3:::c/*""#)], &[]),
        (vec![], vec![allow(GET, ALL), deny(GET, ALL)], &[]),
        (vec![], vec![deny(GET, ALL)], &[]),
    ];
    for (existing, new, expected) in cases {
        let of = |list: &[String]| policy(&list.iter().map(String::as_str).collect::<Vec<_>>());
        let found = new_access(&of(&existing), &of(&new));
        assert_eq!(found, expected, "{existing:?} {new:?}");
    }
}

#[test]
fn principals_and_excepted_elements() {
    let to = |principal: &str| {
        allow(GET, ALL).replace("\"Effect\"", &format!("\"Principal\": {principal}, \"Effect\""))
    };
    for (old, new, expected) in [
        (r#""*""#, r#"{"AWS": "444455556666"}"#, false),
        (r#"{"AWS": "444455556666"}"#, r#"{"AWS": "arn:aws:iam::444455556666:role/r"}"#, false),
        (r#"{"AWS": "arn:aws:iam::444455556666:role/r"}"#, r#"{"AWS": "444455556666"}"#, true),
        (r#"{"AWS": "444455556666"}"#, r#""*""#, true),
    ] {
        let found = new_access(&policy(&[&to(old)]), &policy(&[&to(new)]));
        assert_eq!(!found.is_empty(), expected, "{old} {new}");
    }
    let not = |element: &str, statement: String| {
        statement.replace(&format!("\"{element}\""), &format!("\"Not{element}\""))
    };
    let old = not("Action", allow(r#""iam:*""#, ALL));
    assert!(new_access(&policy(&[&old]), &policy(&[&allow(GET, ALL)])).is_empty());
    let iam = allow(r#""iam:GetUser""#, ALL);
    assert_eq!(new_access(&policy(&[&old]), &policy(&[&iam])), [0]);
    let but = not("Resource", allow(GET, BUCKET));
    assert!(new_access(&policy(&[&allow(GET, ALL)]), &policy(&[&but])).is_empty());
    assert_eq!(new_access(&policy(&[&but]), &policy(&[&allow(GET, ALL)])), [0]);
    let other = allow(GET, r#""arn:aws:s3:::c/*""#);
    assert!(new_access(&policy(&[&but]), &policy(&[&other])).is_empty());
}

#[test]
fn what_is_granted() {
    let document = policy(&[
        &allow(r#""s3:*""#, BUCKET),
        &allow(r#"["sqs:SendMessage"]"#, ALL),
        &deny(r#""s3:DeleteBucket""#, ALL),
    ]);
    for (actions, resources, expected) in [
        (&["s3:DeleteBucket"][..], &[][..], &[][..]),
        (&["s3:GetObject"], &[], &[0]),
        (&["s3:getobject", "sqs:SendMessage"], &[], &[0, 1]),
        (&["sqs:DeleteQueue"], &[], &[]),
        (&[], &["arn:aws:s3:::b/x"], &[0, 1]),
        (&["s3:GetObject"], &["arn:aws:s3:::c/x"], &[]),
        (&["s3:GetObject"], &["arn:aws:s3:::*"], &[0]),
    ] {
        let of = |list: &[&str]| list.iter().map(|x| (*x).to_owned()).collect::<Vec<_>>();
        let (actions, resources) = (of(actions), of(resources));
        let unwanted = Unwanted { actions: &actions, resources: &resources };
        assert_eq!(granted(&document, &unwanted), expected, "{actions:?} {resources:?}");
    }
}
