//! Documents made to be slow: each of these ends at once, or the test run is seen to hang. How long they may take is
//! held by the fuzz target `policy`, which fails an input that takes a second.

use policy::{Kind, PolicyDocument, PolicyError, validate};

use crate::support::{Case, bob, document};

/// A document with one statement on `resources`.
fn on(resources: &str) -> String {
    format!(
        r#"{{"Version": "2012-10-17", "Statement": [{{"Effect": "Allow", "Action": "*", "Resource": {resources}}}]}}"#
    )
}

fn allows(text: &str, resource: &str) -> bool {
    let mut case = Case::new(bob(), "s3:GetObject", resource);
    case.identity = vec![document("hostile", text)];
    case.decide().is_allowed()
}

#[test]
fn wildcards_that_go_wrong_late() {
    let a = "a".repeat(4_000);
    for (pattern, matches) in [
        (format!("arn:aws:s3:::{}b", "a*".repeat(3_000)), false),
        (format!("arn:aws:s3:::{}", "a*".repeat(3_000)), true),
        (format!("arn:aws:s3:::{}b", "*a".repeat(3_000)), false),
        (format!("arn:aws:s3:::{}b", "?*".repeat(3_000)), false),
        (format!("arn:aws:s3:::{}b", "*?a".repeat(2_000)), false),
        (format!("arn:aws:s3:::*{}b*", "a".repeat(2_000)), false),
        (format!("arn:aws:s3{}:::x", "*a".repeat(2_000)), false),
        ("*".repeat(6_000), true),
    ] {
        let resource = format!("arn:aws:s3:::{a}");
        assert_eq!(allows(&on(&format!("{pattern:?}")), &resource), matches, "{pattern:.40}");
    }
    // Stars in fields, and subjects of nothing but colons.
    let colons = ":".repeat(4_000);
    assert!(!allows(&on(&format!("{:?}", "*:".repeat(2_000) + "b")), &colons));
    let fields = "aaa:".repeat(1_000);
    assert!(allows(&on(&format!("{:?}", "a*a:".repeat(1_000))), &fields));
    assert!(!allows(&on(&format!("{:?}", "a*a:".repeat(1_000) + "b")), &fields));
}

#[test]
fn references_without_an_end() {
    for text in ["${".repeat(30_000), "${".repeat(30_000) + "}", "${a:".repeat(15_000) + "}"] {
        let whole = on(&format!("{text:?}"));
        assert!(!allows(&whole, "arn:aws:s3:::b/x"));
        let parsed = PolicyDocument::parse(&whole).expect("a policy");
        assert!(parsed.context_keys().len() < 2);
    }
}

#[test]
fn many_of_everything() {
    let list = |item: &dyn Fn(usize) -> String, count: usize| -> String {
        (0..count).map(item).collect::<Vec<_>>().join(",")
    };
    let statements = list(
        &|n| format!(r#"{{"Sid":"s{n}","Effect":"Deny","Action":"s3:X{n}","Resource":"*"}}"#),
        1_500,
    );
    let text = format!(r#"{{"Version":"2012-10-17","Statement":[{statements}]}}"#);
    assert!(!allows(&text, "arn:aws:s3:::b/x"));
    let parsed = PolicyDocument::parse(&text).expect("a policy");
    assert_eq!(validate(&parsed, Kind::Identity), Ok(()));
    let resources = list(&|n| format!(r#""arn:aws:s3:::b{n}/*a*a*a*b""#), 3_000);
    assert!(!allows(
        &on(&format!("[{resources}]")),
        &format!("arn:aws:s3:::b7/{}", "a".repeat(1_000))
    ));
    let keys = list(&|n| format!(r#""x:k{n}":"{n}""#), 5_000);
    let conditions = format!(
        r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Action":"*","Resource":"*","Condition":{{"StringNotEquals":{{{keys}}}}}}}}}"#
    );
    assert!(allows(&conditions, "*"));
}

#[test]
fn depth_and_length_are_bounded() {
    let deep = format!("{}{}", "{\"Statement\":".repeat(5_000), "}".repeat(5_000));
    assert!(matches!(PolicyDocument::parse(&deep), Err(PolicyError::Json { .. })));
    let long = on(&format!("{:?}", "x".repeat(200_000)));
    assert!(matches!(PolicyDocument::parse(&long), Err(PolicyError::TooLong { .. })));
    let spaces = " ".repeat(2 << 20);
    assert!(matches!(PolicyDocument::parse(&spaces), Err(PolicyError::TooLong { .. })));
}
