//! What counts as access from outside: a policy, and what is found in it.

use super::*;

const ZONE: &str = "111122223333";

fn zone(organization: Option<&str>) -> Zone {
    Zone {
        accounts: vec![AccountId::parse(ZONE).expect("an account")],
        organization: organization.map(str::to_owned),
    }
}

/// Findings as `principal conditions actions[ public]`, for a queue's policy or a role's.
fn found(text: &str, zone: &Zone, trust: bool) -> Vec<String> {
    let document = PolicyDocument::parse(text).expect("a policy");
    let actions: Vec<String> = match trust {
        true => ["sts:AssumeRole", "sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity"],
        false => ["sqs:DeleteQueue", "sqs:ReceiveMessage", "sqs:SendMessage"],
    }
    .map(str::to_owned)
    .to_vec();
    let arn = if trust {
        "arn:aws:iam::111122223333:role/r"
    } else {
        "arn:aws:sqs:us-east-1:111122223333:q"
    };
    let subject = Subject {
        resources: vec![arn.to_owned()],
        owner: zone.accounts[0],
        organization: zone.organization.clone().map(|id| (id.clone(), format!("{id}/r-1/"))),
        document: &document,
        trust,
        actions: &actions,
        now: Timestamp::from_secs(1_700_000_000),
    };
    let show = |external: External| {
        let (kind, who) = &external.principal;
        let conditions: Vec<String> =
            external.conditions.iter().map(|(key, value)| format!("{key}={value}")).collect();
        let actions: Vec<&str> =
            external.actions.iter().filter_map(|action| action.split(':').nth(1)).collect();
        let public = if external.public { " public" } else { "" };
        format!("{kind}:{who} [{}] {}{public}", conditions.join(" "), actions.join(","))
    };
    analyze(&subject, zone).into_iter().map(show).collect()
}

fn statement(principal: &str, action: &str, rest: &str) -> String {
    format!(
        r#"{{"Effect": "Allow", "Principal": {principal}, "Action": {action}, "Resource": "*"{rest}}}"#
    )
}

fn policy(statements: &[String]) -> String {
    format!(r#"{{"Version": "2012-10-17", "Statement": [{}]}}"#, statements.join(","))
}

fn condition(operator: &str, key: &str, value: &str) -> String {
    format!(r#", "Condition": {{"{operator}": {{"{key}": {value}}}}}"#)
}

#[test]
fn principals() {
    let send = r#""sqs:SendMessage""#;
    for (principal, expected) in [
        (r#""*""#, &["AWS:* [] SendMessage public"][..]),
        (r#"{"AWS": "*"}"#, &["AWS:* [] SendMessage public"]),
        (r#"{"AWS": "111122223333"}"#, &[]),
        (r#"{"AWS": "arn:aws:iam::111122223333:role/x"}"#, &[]),
        (r#"{"AWS": "arn:aws:iam::444455556666:root"}"#, &["AWS:444455556666 [] SendMessage"]),
        (
            r#"{"AWS": ["444455556666", "111122223333", "arn:aws:iam::777788889999:user/bob"]}"#,
            &[
                "AWS:444455556666 [] SendMessage",
                "AWS:arn:aws:iam::777788889999:user/bob [] SendMessage",
            ],
        ),
        (r#"{"Service": "sns.amazonaws.com"}"#, &[]),
        (r#"{"CanonicalUser": "79a5"}"#, &["CanonicalUser:79a5 [] SendMessage"]),
        (r#"{"AWS": "AIDAJQABLZS4A3QDU576Q"}"#, &[]),
    ] {
        let text = policy(&[statement(principal, send, "")]);
        assert_eq!(found(&text, &zone(None), false), expected, "{principal}");
    }
}

/// Operator, key and value of a condition on everybody, and what is found.
type Case = (&'static str, &'static str, &'static str, Option<&'static str>);

const CONDITIONS: &[Case] = &[
    ("StringEquals", "aws:PrincipalOrgID", r#""o-mine""#, None),
    (
        "StringEquals",
        "aws:PrincipalOrgID",
        r#""o-theirs""#,
        Some("AWS:* [aws:PrincipalOrgID=o-theirs] SendMessage"),
    ),
    (
        "StringEquals",
        "aws:PrincipalOrgID",
        r#"["o-mine", "o-theirs"]"#,
        Some("AWS:* [aws:PrincipalOrgID=o-theirs] SendMessage"),
    ),
    ("ForAnyValue:StringLike", "aws:PrincipalOrgPaths", r#""o-mine/r-1/*""#, None),
    (
        "ForAnyValue:StringLike",
        "aws:PrincipalOrgPaths",
        r#""o-theirs/*""#,
        Some("AWS:* [aws:PrincipalOrgPaths=o-theirs/*] SendMessage"),
    ),
    ("StringEquals", "aws:ResourceOrgID", r#""${aws:PrincipalOrgID}""#, None),
    ("StringEquals", "aws:SourceAccount", r#""111122223333""#, None),
    (
        "StringEquals",
        "AWS:SourceAccount",
        r#""444455556666""#,
        Some("AWS:* [AWS:SourceAccount=444455556666] SendMessage"),
    ),
    ("ArnLike", "aws:SourceArn", r#""arn:aws:sns:*:111122223333:*""#, None),
    (
        "ArnEquals",
        "aws:SourceArn",
        r#""arn:aws:sns:us-east-1:444455556666:t""#,
        Some("AWS:* [aws:SourceArn=arn:aws:sns:us-east-1:444455556666:t] SendMessage"),
    ),
    (
        "StringEquals",
        "aws:SourceVpc",
        r#""vpc-12345678""#,
        Some("AWS:* [aws:SourceVpc=vpc-12345678] SendMessage"),
    ),
    (
        "IpAddress",
        "aws:SourceIp",
        r#""198.51.100.0/24""#,
        Some("AWS:* [aws:SourceIp=198.51.100.0/24] SendMessage"),
    ),
    (
        "IpAddress",
        "aws:SourceIp",
        r#""0.0.0.0/0""#,
        Some("AWS:* [aws:SourceIp=0.0.0.0/0] SendMessage public"),
    ),
    (
        "Bool",
        "aws:SecureTransport",
        r#""true""#,
        Some("AWS:* [aws:SecureTransport=true] SendMessage public"),
    ),
    ("StringEquals", "aws:PrincipalAccount", r#""111122223333""#, None),
    (
        "ArnLike",
        "aws:PrincipalArn",
        r#""arn:aws:iam::444455556666:role/*""#,
        Some("AWS:* [aws:PrincipalArn=arn:aws:iam::444455556666:role/*] SendMessage"),
    ),
    ("StringNotEquals", "aws:PrincipalOrgID", r#""o-other""#, Some("AWS:* [] SendMessage public")),
    ("Null", "aws:PrincipalOrgID", r#""true""#, Some("AWS:* [] SendMessage public")),
];

#[test]
fn conditions_narrow_and_close() {
    for (operator, key, value, expected) in CONDITIONS {
        let rest = condition(operator, key, value);
        let text = policy(&[statement(r#""*""#, r#""sqs:SendMessage""#, &rest)]);
        let expected: Vec<&str> = expected.iter().copied().collect();
        let found = found(&text, &zone(Some("o-mine")), false);
        assert_eq!(found, expected, "{operator} {key} {value}");
    }
}

#[test]
fn denies_count() {
    let open = statement(r#""*""#, r#""sqs:*""#, "");
    let all = "AWS:* [] DeleteQueue,ReceiveMessage,SendMessage";
    let deny =
        |action: &str, rest: &str| statement(r#""*""#, action, rest).replace("Allow", "Deny");
    for (deny, expected) in [
        (deny(r#""sqs:DeleteQueue""#, ""), &["AWS:* [] ReceiveMessage,SendMessage public"][..]),
        (deny(r#""sqs:*""#, ""), &[]),
        (
            deny(r#""sqs:*""#, &condition("StringNotEquals", "aws:PrincipalOrgID", r#""o-mine""#)),
            &[],
        ),
        (
            deny(r#""sqs:*""#, &condition("Bool", "aws:SecureTransport", r#""false""#)),
            &[&format!("{all} public")],
        ),
        (
            deny(r#""sqs:*""#, &condition("NotIpAddress", "aws:SourceIp", r#""198.51.100.0/24""#)),
            &[all],
        ),
        (
            deny(r#""sqs:*""#, &condition("StringNotEquals", "aws:SourceVpce", r#""vpce-1""#)),
            &[all],
        ),
    ] {
        let text = policy(&[open.clone(), deny.clone()]);
        assert_eq!(found(&text, &zone(Some("o-mine")), false), expected, "{deny}");
    }
}

#[test]
fn services_that_act_for_others() {
    let service = r#"{"Service": "sns.amazonaws.com"}"#;
    let of = |value: &str| {
        let rest = condition("ArnLike", "aws:SourceArn", value);
        let text = policy(&[statement(service, r#""sqs:SendMessage""#, &rest)]);
        found(&text, &zone(None), false)
    };
    assert_eq!(of(r#""arn:aws:sns:us-east-1:111122223333:t""#), [] as [String; 0]);
    assert_eq!(of(r#""arn:aws:s3:::bucket""#), [] as [String; 0]);
    assert_eq!(
        of(r#""arn:aws:sns:us-east-1:444455556666:t""#),
        [
            "Service:sns.amazonaws.com [aws:SourceArn=arn:aws:sns:us-east-1:444455556666:t] SendMessage"
        ]
    );
}

#[test]
fn trust_policies() {
    let trust = |principal: &str, action: &str, rest: &str| {
        let statement = format!(
            r#"{{"Effect": "Allow", "Principal": {principal}, "Action": "{action}"{rest}}}"#
        );
        found(&policy(&[statement]), &zone(None), true)
    };
    assert_eq!(
        trust(r#"{"AWS": "444455556666"}"#, "sts:AssumeRole", ""),
        ["AWS:444455556666 [] AssumeRole"]
    );
    assert_eq!(trust(r#"{"AWS": "111122223333"}"#, "sts:AssumeRole", ""), [] as [String; 0]);
    assert_eq!(trust(r#"{"Service": "ec2.amazonaws.com"}"#, "sts:AssumeRole", ""), [] as [&str; 0]);
    assert_eq!(trust(r#"{"AWS": "*"}"#, "sts:AssumeRole", ""), ["AWS:* [] AssumeRole public"]);
    let external = condition("StringEquals", "sts:ExternalId", r#""secret""#);
    assert_eq!(
        trust(r#"{"AWS": "444455556666"}"#, "sts:AssumeRole", &external),
        ["AWS:444455556666 [sts:ExternalId=secret] AssumeRole"]
    );
    let audience = condition("StringEquals", "cognito-identity.amazonaws.com:aud", r#""pool""#);
    assert_eq!(
        trust(
            r#"{"Federated": "cognito-identity.amazonaws.com"}"#,
            "sts:AssumeRoleWithWebIdentity",
            &audience
        ),
        [
            "Federated:cognito-identity.amazonaws.com [cognito-identity.amazonaws.com:aud=pool] AssumeRoleWithWebIdentity"
        ]
    );
    let provider = r#"{"Federated": "arn:aws:iam::111122223333:saml-provider/idp"}"#;
    assert_eq!(
        trust(provider, "sts:AssumeRoleWithSAML", ""),
        ["Federated:arn:aws:iam::111122223333:saml-provider/idp [] AssumeRoleWithSAML"]
    );
}
