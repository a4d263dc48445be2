//! Which documents fit which place, and AWS's words for those that do not.

use super::*;

/// AWS's words for what is wrong with `statement` (or with a whole document, when it begins with a brace).
fn words(kind: Kind, text: &str) -> Option<String> {
    let whole = if text.starts_with('{') || !text.starts_with('"') {
        text.to_owned()
    } else {
        format!(r#"{{"Version": "2012-10-17", "Statement": [{{"Effect": "Allow", {text}}}]}}"#)
    };
    let result = PolicyDocument::parse_within(&whole, kind.limits())
        .and_then(|document| validate(&document, kind));
    result.err().map(|error| kind.wording(&error))
}

fn check(kind: Kind, rows: &[(&str, Option<&str>)]) {
    for (text, expected) in rows {
        assert_eq!(words(kind, text).as_deref(), *expected, "{kind:?} {text}");
    }
}

const SYNTAX: Option<&str> = Some("Syntax errors in policy.");
const LEGACY: Option<&str> = Some("The policy failed legacy parsing");
const VENDOR: Option<&str> =
    Some("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.");

#[test]
fn identity_policies() {
    const OK: &str = r#""Action": "s3:*", "Resource": "*""#;
    let rows = [
        (OK, None),
        (r#""NotAction": "iam:*", "NotResource": "arn:aws:s3:::b""#, None),
        (r#""Sid": "A1", "Action": "*", "Resource": "*""#, None),
        (r#""Action": "*", "Resource": "*", "Condition": {}"#, None),
        ("not json", Some("This policy contains invalid Json")),
        ("{}", SYNTAX),
        (r#"{"Version": "2012-10-17", "Statement": []}"#, SYNTAX),
        (r#"{"Version": "2012-10-17", "Statment": []}"#, SYNTAX),
        (
            r#"{"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}"#,
            Some("Policy document must be version 2012-10-17 or greater."),
        ),
        (
            r#"{"Version": "2008-10-17", "Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}"#,
            Some("Policy document must be version 2012-10-17 or greater."),
        ),
        (r#"{"Version": "2012-10-17", "Statement": {"Action": "s3:*", "Resource": "*"}}"#, SYNTAX),
        (
            r#"{"Version": "2012-10-17", "Statement": {"Effect": "allow", "Action": "s3:*", "Resource": "*"}}"#,
            LEGACY,
        ),
    ];
    for kind in [Kind::Identity, Kind::Boundary, Kind::Session] {
        check(kind, &rows);
    }
}

#[test]
fn elements_of_identity_policies() {
    let rows = [
        (
            r#""Principal": "*", "Action": "s3:*", "Resource": "*""#,
            Some("Policy document should not specify a principal."),
        ),
        (
            r#""NotPrincipal": "*", "Action": "s3:*", "Resource": "*""#,
            Some("Policy document should not specify a principal."),
        ),
        (r#""Resource": "*""#, Some("Policy statement must contain actions.")),
        (r#""Action": [], "Resource": "*""#, Some("Policy statement must contain actions.")),
        (r#""Action": "s3:*""#, Some("Policy statement must contain resources.")),
        (r#""Action": "s3:*", "Resource": []"#, Some("Policy statement must contain resources.")),
        (r#""Action": "ListBucket", "Resource": "*""#, VENDOR),
        (r#""Action": "", "Resource": "*""#, VENDOR),
        (r#""Action": "s3:", "Resource": "*""#, VENDOR),
        (r#""Action": "s3:a b", "Resource": "*""#, VENDOR),
        (
            r#""Action": "arn:aws:s3", "Resource": "*""#,
            Some("Actions/Condition can contain only one colon."),
        ),
        (r#""Action": "s 3:Get", "Resource": "*""#, Some("Vendor s 3 is not valid")),
        (
            r#""Action": "s3:*", "Resource": "bucket""#,
            Some(r#"Resource bucket must be in ARN format or "*"."#),
        ),
        (r#""Action": "s3:*", "Resource": """#, Some(r#"Resource  must be in ARN format or "*"."#)),
        (r#""Action": "s3:*", "Resource": "arn:aws:s3:::b/*""#, None),
        (
            r#""Action": "s3:*", "Resource": "arn:aws:s3:b""#,
            Some("The policy failed legacy parsing"),
        ),
        (r#""Action": "s3:*", "Resource": "arn:aws:s3*""#, None),
        (
            r#""Action": "s3:*", "Resource": "arn:aws""#,
            Some("Resource vendor must be fully qualified and cannot contain regexes."),
        ),
        (
            r#""Action": "s3:*", "Resource": "arn:aws:s3:eu-west-1:123456789012:accesspoint/a""#,
            None,
        ),
        (r#""Action": "iam:*", "Resource": "arn:aws:iam::123456789012:root""#, None),
        (r#""Action": "iam:*", "Resource": "arn:aws:iam::123456789012:u*""#, None),
        (
            r#""Action": "iam:*", "Resource": "arn:aws:iam::123456789012:users/a""#,
            Some(
                "IAM resource path must either be \"*\" or start with user/, federated-user/, role/, group/, \
                 instance-profile/, mfa/, server-certificate/, policy/, sms-mfa/, saml-provider/, \
                 oidc-provider/, report/, access-report/.",
            ),
        ),
        // One kind of fault after the other, wherever they stand.
        (
            r#""Action": "ListBucket", "Resource": "bucket""#,
            Some(r#"Resource bucket must be in ARN format or "*"."#),
        ),
        (r#""Action": "ListBucket""#, VENDOR),
        (r#""Resource": "bucket""#, Some("Policy statement must contain actions.")),
        (r#""Action": "ListBucket", "Resource": "arn:aws:s3:b""#, LEGACY),
    ];
    for kind in [Kind::Identity, Kind::Boundary, Kind::Session] {
        check(kind, &rows);
    }
}

#[test]
fn resources_and_conditions_of_identity_policies() {
    let rows = [
        (
            r#""Action": "s3:*", "Resource": "arn:azure:s3:::b""#,
            Some(r#"Partition "azure" is not valid for resource "arn:azure:s3:::b"."#),
        ),
        (
            r#""Action": "s3:*", "Resource": "arn:azure:s3""#,
            Some(r#"Partition "azure" is not valid for resource "arn:azure:s3:*:*:*"."#),
        ),
        (
            r#""Action": "iam:*", "Resource": "arn:aws:iam:us-east-1:123456789012:user/a""#,
            Some(
                "IAM resource arn:aws:iam:us-east-1:123456789012:user/a cannot contain region information.",
            ),
        ),
        (
            r#""Action": "s3:*", "Resource": "arn:aws:s3:us-east-1::b""#,
            Some("Resource arn:aws:s3:us-east-1::b can not contain region information."),
        ),
        (
            r#""Action": "s3:*", "Resource": "*", "Condition": {"StringEqual": {"aws:a": "b"}}"#,
            SYNTAX,
        ),
        (r#""Action": "s3:*", "Resource": "*", "Condition": {"StringEquals": {"a": "b"}}"#, VENDOR),
        (
            r#""Action": "s3:*", "Resource": "*", "Condition": {"DateLessThan": {"aws:CurrentTime": "soon"}}"#,
            LEGACY,
        ),
        (
            r#""Action": "s3:*", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": true}}"#,
            None,
        ),
        (
            r#""Sid": "not plain", "Action": "s3:*", "Resource": "*""#,
            Some(
                "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*",
            ),
        ),
        (
            r#"{"Version": "2012-10-17", "Statement": [
                {"Sid": "A", "Effect": "Allow", "Action": "s3:*", "Resource": "*"},
                {"Sid": "A", "Effect": "Deny", "Action": "s3:*", "Resource": "*"}]}"#,
            Some("Statement IDs (SID) in a single policy must be unique."),
        ),
    ];
    for kind in [Kind::Identity, Kind::Boundary, Kind::Session] {
        check(kind, &rows);
    }
    let long = format!(r#""Action": "s3:*", "Resource": "arn:aws:s3:::{}""#, "b".repeat(6200));
    check(Kind::Identity, &[(&long, Some("Cannot exceed quota for PolicySize: 6144"))]);
}

#[test]
fn trust_policies() {
    check(
        Kind::Trust,
        &[
            (r#""Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole""#, None),
            (
                r#""Principal": {"AWS": "123456789012"}, "Action": ["sts:AssumeRole", "sts:TagSession"]"#,
                None,
            ),
            (r#""Principal": "*", "Action": "sts:*""#, None),
            (
                r#"{"Statement": {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}}"#,
                None,
            ),
            ("nonsense", Some("This policy contains invalid Json")),
            (r#""Action": "sts:AssumeRole""#, Some("Missing required field Principal")),
            (
                r#""Principal": {}, "Action": "sts:AssumeRole""#,
                Some("Missing required field Principal"),
            ),
            (r#""Principal": "*""#, Some("Missing required field Action")),
            (
                r#""Principal": "*", "Action": "sts:AssumeRole", "Resource": "*""#,
                Some("Has prohibited field Resource"),
            ),
            (
                r#""Principal": "*", "Action": "sts:AssumeRole", "NotResource": "*""#,
                Some("AssumeRole policy must not contain resources."),
            ),
            (
                r#""NotPrincipal": {"AWS": "*"}, "Action": "sts:AssumeRole""#,
                Some("Allow with NotPrincipal is not allowed."),
            ),
            (
                r#"{"Statement": {"Effect": "Deny", "NotPrincipal": {"AWS": "*"}, "Action": "sts:AssumeRole"}}"#,
                Some("AssumeRole policy must not contain NotPrincipal field."),
            ),
            (r#"{"Statement": []}"#, Some("Could not parse the policy: Statement is empty!")),
            (
                r#"{"Statement": {"Effect": "hello", "Principal": "*", "Action": "sts:AssumeRole"}}"#,
                Some("Invalid effect: hello"),
            ),
            (r#""Principals": "*", "Action": "sts:AssumeRole""#, Some("Unknown field Principals")),
            (
                r#""Principal": {"AWS": "arn:aws:iam::123456789012:user/*"}, "Action": "sts:AssumeRole""#,
                Some(r#"Invalid principal in policy: "AWS":"arn:aws:iam::123456789012:user/*""#),
            ),
            (
                r#""Principal": "*", "Action": "s3:GetObject""#,
                Some("AssumeRole policy may only specify STS AssumeRole actions."),
            ),
            (
                r#""Principal": "*", "Action": "*""#,
                Some("AssumeRole policy may only specify STS AssumeRole actions."),
            ),
        ],
    );
    let long = format!(r#""Sid": "{}", "Principal": "*", "Action": "sts:*""#, "a".repeat(2100));
    check(Kind::Trust, &[(&long, Some("Cannot exceed quota for ACLSizePerRole: 2048"))]);
}

#[test]
fn bucket_policies() {
    check(
        Kind::Bucket,
        &[
            (r#""Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::b""#, None),
            ("", Some("Policies must be valid JSON and the first byte must be '{'")),
            ("invalid json", Some("Policies must be valid JSON and the first byte must be '{'")),
            ("{}", Some("Missing required field Statement")),
            (
                r#""Action": "s3:*", "Resource": "arn:aws:s3:::b""#,
                Some("Missing required field Principal"),
            ),
            (
                r#""Principal": {"AWS": "nobody"}, "Action": "s3:*", "Resource": "arn:aws:s3:::b""#,
                Some("Invalid principal in policy"),
            ),
            (
                r#""Principal": "*", "Action": "invalid_action", "Resource": "arn:aws:s3:::b""#,
                Some("Policy has invalid action"),
            ),
            (
                r#""Principal": "*", "Action": "s3:*", "Resource": "b""#,
                Some("Policy has invalid resource"),
            ),
            (
                r#"{"Statement": {"Effect": "hello", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::b"}}"#,
                Some("Invalid effect: hello"),
            ),
        ],
    );
}

#[test]
fn other_resource_policies() {
    let resource = "arn:aws:sqs:us-east-1:123456789012:q";
    let body = |head: &str| format!(r#"{head}, "Action": "sqs:*", "Resource": "{resource}""#);
    for (text, expected) in [
        (body(r#""Sid": "with space", "Principal": "*""#), None),
        (body(r#""Principal": {}"#), Some("statement 1: missing required field Principal")),
        (body(r#""Sid": "x""#), Some("statement 1: missing required field Principal")),
        (body(r#""NotPrincipal": "*""#), Some("statement 1: has prohibited field NotPrincipal")),
    ] {
        assert_eq!(words(Kind::Resource, &text).as_deref(), expected, "{text}");
    }
    let deny = r#"{"Statement": {"Effect": "Deny", "NotPrincipal": {"AWS": "123456789012"}, "Action": "sqs:*", "Resource": "*"}}"#;
    check(Kind::Resource, &[(deny, None)]);
}

/// Documented on the pages on the syntax of control policies.
#[test]
fn control_policies() {
    const REFUSED: Option<&str> = Some(
        "The provided policy document does not meet the requirements of the specified policy type.",
    );
    check(
        Kind::ServiceControl,
        &[
            (r#""Action": "*", "Resource": "*""#, None),
            (r#""NotAction": "iam:*", "Resource": "*""#, None),
            (r#""Principal": "*", "Action": "*", "Resource": "*""#, REFUSED),
            (r#""Action": "*""#, REFUSED),
        ],
    );
    let deny = |body: &str| {
        format!(r#"{{"Version": "2012-10-17", "Statement": {{"Effect": "Deny", {body}}}}}"#)
    };
    check(
        Kind::ResourceControl,
        &[
            (r#""Principal": "*", "Action": "*", "Resource": "*""#, None),
            (r#""Principal": "*", "Action": "s3:*", "Resource": "*""#, REFUSED),
            (&deny(r#""Principal": "*", "Action": "s3:*", "Resource": "*""#), None),
            (&deny(r#""Principal": "*", "Action": "*", "Resource": "*""#), REFUSED),
            (&deny(r#""Principal": "*", "NotAction": "s3:*", "Resource": "*""#), REFUSED),
            (
                &deny(r#""Principal": {"AWS": "123456789012"}, "Action": "s3:*", "Resource": "*""#),
                REFUSED,
            ),
            (&deny(r#""NotPrincipal": "*", "Action": "s3:*", "Resource": "*""#), REFUSED),
            (&deny(r#""Action": "s3:*", "Resource": "*""#), REFUSED),
        ],
    );
}
