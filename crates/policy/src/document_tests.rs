//! Documents as written, good and bad.

use arn::AccountId;

use super::*;
use crate::principal::PrincipalSpec;

fn statement(body: &str) -> Result<Statement, PolicyError> {
    let text = format!(r#"{{"Statement": {{"Effect": "Allow", {body}}}}}"#);
    PolicyDocument::parse(&text).map(|mut document| document.statements.remove(0))
}

#[test]
fn single_values_and_lists_are_the_same() {
    for (one, list) in [
        (r#""Action": "s3:GetObject""#, r#""Action": ["s3:GetObject"]"#),
        (r#""NotAction": "s3:*""#, r#""NotAction": ["s3:*"]"#),
        (r#""Resource": "*""#, r#""Resource": ["*"]"#),
        (r#""NotResource": "*""#, r#""NotResource": ["*"]"#),
        (r#""Principal": "*""#, r#""Principal": {"AWS": ["*"]}"#),
        (
            r#""Condition": {"Bool": {"aws:SecureTransport": true}}"#,
            r#""Condition": {"Bool": {"aws:SecureTransport": ["true"]}}"#,
        ),
        (
            r#""Condition": {"NumericLessThan": {"s3:max-keys": 10}}"#,
            r#""Condition": {"NumericLessThan": {"s3:max-keys": ["10"]}}"#,
        ),
    ] {
        assert_eq!(statement(one), statement(list), "{one}");
        assert!(statement(one).is_ok(), "{one}");
    }
}

#[test]
fn versions_default_to_the_older() {
    for (version, expected) in [
        ("", Some(Version::V2008)),
        (r#""Version": "2008-10-17","#, Some(Version::V2008)),
        (r#""Version": "2012-10-17","#, Some(Version::V2012)),
        (r#""Version": "2012-10-18","#, None),
        (r#""Version": 2012,"#, None),
    ] {
        let text = format!(r#"{{{version} "Statement": []}}"#);
        assert_eq!(PolicyDocument::parse(&text).ok().map(|d| d.version), expected, "{version}");
    }
}

/// Documented on the page on principals, but for the last two, which are assumed.
#[test]
fn principals_in_every_form() {
    let account = AccountId::parse("123456789012").expect("an account");
    let arn = |text: &str| PrincipalSpec::Arn(text.parse().expect("an ARN"));
    let user = "arn:aws:iam::123456789012:user/a/bob";
    let session = "arn:aws:sts::123456789012:assumed-role/r/s";
    for (body, expected) in [
        (r#""*""#.to_owned(), vec![PrincipalSpec::Everyone]),
        (r#"{"AWS": "*"}"#.into(), vec![PrincipalSpec::Everyone]),
        (r#"{"AWS": "123456789012"}"#.into(), vec![PrincipalSpec::Account(account)]),
        (
            r#"{"AWS": "arn:aws:iam::123456789012:root"}"#.into(),
            vec![PrincipalSpec::Account(account)],
        ),
        (format!(r#"{{"AWS": ["{user}", "{session}"]}}"#), vec![arn(user), arn(session)]),
        (
            r#"{"AWS": "arn:aws:sts::123456789012:federated-user/bob"}"#.into(),
            vec![arn("arn:aws:sts::123456789012:federated-user/bob")],
        ),
        (
            r#"{"AWS": "AROAEXAMPLEID12345678"}"#.into(),
            vec![PrincipalSpec::UniqueId("AROAEXAMPLEID12345678".into())],
        ),
        (
            r#"{"Service": "ec2.amazonaws.com"}"#.into(),
            vec![PrincipalSpec::Service("ec2.amazonaws.com".into())],
        ),
        (
            r#"{"Federated": "accounts.google.com"}"#.into(),
            vec![PrincipalSpec::Federated("accounts.google.com".into())],
        ),
        (r#"{"CanonicalUser": "79a5"}"#.into(), vec![PrincipalSpec::CanonicalUser("79a5".into())]),
        (
            r#"{"AWS": "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1"}"#
                .into(),
            vec![arn("arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1")],
        ),
        ("{}".into(), vec![]),
    ] {
        let parsed = statement(&format!(r#""Principal": {body}"#)).expect("a statement");
        assert_eq!(parsed.principal.expect("a principal").principals, expected, "{body}");
    }
}

#[test]
fn principals_that_nothing_can_have() {
    for body in [
        r#""123456789012""#,
        r#"{"AWS": "12345"}"#,
        r#"{"AWS": "arn:aws:iam::123456789012:user/*"}"#,
        r#"{"AWS": "arn:aws:iam::123456789012:role/a?"}"#,
        r#"{"AWS": "arn:aws:iam::*:root"}"#,
        r#"{"AWS": "arn:aws:iam::123456789012:group/g"}"#,
        r#"{"AWS": "arn:aws:iam::123456789012:user/"}"#,
        r#"{"AWS": "arn:aws:s3:::bucket"}"#,
        r#"{"AWS": ""}"#,
    ] {
        let error = statement(&format!(r#""Principal": {body}"#)).expect_err(body);
        assert!(matches!(error, PolicyError::Principal { .. }), "{body}: {error}");
    }
}

#[test]
fn what_is_wrong_is_named_with_its_place() {
    for (text, expected) in [
        ("", "line 1, column 0: not JSON: EOF while parsing a value at line 1 column 0"),
        ("[]", "the policy must be an object"),
        ("3", "the policy must be an object"),
        ("{}", "missing required field Statement"),
        (r#"{"Statement": [], "Extra": 1}"#, "unknown field Extra"),
        (r#"{"Statement": [], "Statement": []}"#, "Statement is given more than once"),
        (r#"{"Statement": [], "Id": {}}"#, "Id must be a string"),
        (r#"{"Statement": ["x"]}"#, "statement 1: a statement must be an object"),
        (r#"{"Statement": [{}]}"#, "statement 1: missing required field Effect"),
        (
            r#"{"Statement": [{"Effect": "allow"}]}"#,
            "statement 1: effect allow is neither Allow nor Deny",
        ),
        (
            r#"{"Statement": [{"Effect": "Allow", "Effect": "Deny"}]}"#,
            "statement 1: Effect is given more than once",
        ),
        (
            r#"{"Statement": {"Effect": "Allow", "Resources": "*"}}"#,
            "statement 1: unknown field Resources",
        ),
        (
            r#"{"Statement": {"Effect": "Allow", "Action": "a:b", "NotAction": "a:c"}}"#,
            "statement 1: Action is given more than once",
        ),
        (
            r#"{"Statement": {"Effect": "Allow", "Action": {}}}"#,
            "statement 1: Action must be a string or a list of strings",
        ),
        (
            r#"{"Statement": {"Effect": "Allow", "Action": [null]}}"#,
            "statement 1: Action must be a string or a list of strings",
        ),
        (
            r#"{"Statement": {"Effect": "Allow", "Principal": {"User": "x"}}}"#,
            "statement 1: unknown field User",
        ),
        (
            r#"{"Statement": {"Effect": "Allow", "Principal": {"AWS": "*", "AWS": "*"}}}"#,
            "statement 1: AWS is given more than once",
        ),
        (
            r#"{"Statement": {"Effect": "Allow", "Condition": []}}"#,
            "statement 1: Condition must be an object",
        ),
        (
            r#"{"Statement": {"Effect": "Allow", "Condition": {"Like": {}}}}"#,
            "statement 1: unknown condition operator Like",
        ),
        (
            r#"{"Statement": {"Effect": "Allow", "Condition": {"Bool": {"a:b": {}}}}}"#,
            "statement 1: a:b must be a string or a list of strings",
        ),
        (
            r#"{"Statement": {"Effect": "Allow", "Condition": {"Bool": {}, "Bool": {}}}}"#,
            "statement 1: Bool is given more than once",
        ),
        (
            r#"{"Version": "2020-01-01", "Statement": []}"#,
            "version 2020-01-01 is neither 2008-10-17 nor 2012-10-17",
        ),
    ] {
        let error = PolicyDocument::parse(text).expect_err(text);
        assert_eq!(error.to_string(), expected, "{text}");
    }
}

#[test]
fn sizes_are_limited() {
    let text = r#"{ "Statement": [ ] }"#;
    let limits = |characters, white_space| Limits { characters, white_space };
    for (limits, fits) in [
        (limits(20, true), true),
        (limits(19, true), false),
        (limits(16, false), true),
        (limits(15, false), false),
    ] {
        assert_eq!(PolicyDocument::parse_within(text, limits).is_ok(), fits, "{limits:?}");
    }
    let deep = "[".repeat(100_000);
    assert!(matches!(PolicyDocument::parse(&deep), Err(PolicyError::Json { .. })));
    let long = " ".repeat(2 << 20);
    let unlimited = limits(usize::MAX, true);
    let error = PolicyDocument::parse_within(&long, unlimited);
    assert!(matches!(error, Err(PolicyError::TooLong { .. })));
}

#[test]
fn context_keys_are_those_of_conditions_and_variables() {
    let text = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:*",
        "Resource": "arn:aws:s3:::b/${aws:username}/${*}", "Condition": {
            "StringLike": {"s3:prefix": ["${aws:PrincipalTag/Team, 'x'}/*"], "AWS:UserName": "a"}}}}"#;
    let document = PolicyDocument::parse(text).expect("a policy");
    assert_eq!(document.context_keys(), ["aws:principaltag/team", "aws:username", "s3:prefix"]);
    let older = PolicyDocument::parse(&text.replace("2012", "2008")).expect("a policy");
    assert_eq!(older.context_keys(), ["aws:username", "s3:prefix"]);
}
