//! More examples of AWS's guides: what their pages say of global keys, tags, second factors and sets. The policies are
//! the guides' in effect, in our words and order; the page stands above each test.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>

use policy::Value;

use crate::support::{Case, Row, bob, identity};

const ALL: &str = r#"{"Effect": "Allow", "Action": "*", "Resource": "*"}"#;

/// `deny` beside an allowance of everything.
fn denied_by(deny: &str, rows: &[Row<'_>]) {
    identity(&format!("{ALL}, {deny}"), rows);
}

/// id_credentials_mfa_configure-api-require and reference_policies_condition-keys: why `Bool` does not do for long-term
/// keys, and what does.
#[test]
fn second_factors() {
    let key = "aws:MultiFactorAuthPresent";
    let with = |operator: &str, value: &str| {
        format!(
            r#"{{"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {{"{operator}": {{"{key}": "{value}"}}}}}}"#
        )
    };
    denied_by(
        &with("Bool", "false"),
        &[
            ("ec2:StopInstances", "*", &[(key, "true")], true),
            ("ec2:StopInstances", "*", &[(key, "false")], false),
            ("ec2:StopInstances", "*", &[], true),
        ],
    );
    denied_by(
        &with("BoolIfExists", "false"),
        &[
            ("ec2:StopInstances", "*", &[(key, "true")], true),
            ("ec2:StopInstances", "*", &[(key, "false")], false),
            ("ec2:StopInstances", "*", &[], false),
        ],
    );
    denied_by(
        &with("Null", "true"),
        &[
            ("ec2:StopInstances", "*", &[(key, "false")], true),
            ("ec2:StopInstances", "*", &[], false),
        ],
    );
    let age = "aws:MultiFactorAuthAge";
    identity(
        r#"{"Effect": "Allow", "Action": "ec2:*", "Resource": "*",
            "Condition": {"NumericLessThan": {"aws:MultiFactorAuthAge": "3600"}}}"#,
        &[
            ("ec2:StopInstances", "*", &[(age, "3599")], true),
            ("ec2:StopInstances", "*", &[(age, "3600")], false),
            ("ec2:StopInstances", "*", &[], false),
        ],
    );
}

/// id_roles_use_revoke-sessions: what the console attaches to a role.
#[test]
fn revoked_sessions() {
    let issued = "aws:TokenIssueTime";
    denied_by(
        r#"{"Effect": "Deny", "Action": ["*"], "Resource": ["*"],
            "Condition": {"DateLessThan": {"aws:TokenIssueTime": "2023-05-01T10:00:00.000Z"}}}"#,
        &[
            ("s3:ListAllMyBuckets", "*", &[(issued, "2023-05-01T09:59:59Z")], false),
            ("s3:ListAllMyBuckets", "*", &[(issued, "2023-05-01T10:00:00Z")], true),
            ("s3:ListAllMyBuckets", "*", &[], true),
        ],
    );
}

/// reference_policies_condition-keys, aws:SourceVpce and aws:SourceVpc: a bucket for one endpoint alone.
#[test]
fn one_endpoint_alone() {
    let object = "arn:aws:s3:::b/x";
    denied_by(
        r#"{"Effect": "Deny", "Action": "s3:*", "Resource": ["arn:aws:s3:::b", "arn:aws:s3:::b/*"],
            "Condition": {"StringNotEquals": {"aws:SourceVpce": "vpce-1a2b3c4d"}}}"#,
        &[
            ("s3:GetObject", object, &[("aws:SourceVpce", "vpce-1a2b3c4d")], true),
            ("s3:GetObject", object, &[("aws:SourceVpce", "vpce-9")], false),
            ("s3:GetObject", object, &[], false),
            ("s3:GetObject", "arn:aws:s3:::c/x", &[], true),
        ],
    );
    denied_by(
        r#"{"Effect": "Deny", "Action": "s3:*", "Resource": "*",
            "Condition": {"StringNotEqualsIfExists": {"aws:SourceVpc": "vpc-1"}, "BoolIfExists": {"aws:ViaAWSService": "false"}}}"#,
        &[
            (
                "s3:GetObject",
                object,
                &[("aws:SourceVpc", "vpc-1"), ("aws:ViaAWSService", "false")],
                true,
            ),
            (
                "s3:GetObject",
                object,
                &[("aws:SourceVpc", "vpc-2"), ("aws:ViaAWSService", "false")],
                false,
            ),
            (
                "s3:GetObject",
                object,
                &[("aws:SourceVpc", "vpc-2"), ("aws:ViaAWSService", "true")],
                true,
            ),
            ("s3:GetObject", object, &[("aws:ViaAWSService", "false")], false),
        ],
    );
}

/// reference_policies_variables, "Policy variables with no value", and its example of the team's objects.
#[test]
fn variables_without_a_value() {
    let object = "arn:aws:s3:::b/x";
    let tag = "s3:ExistingObjectTag/Team";
    let team = "aws:PrincipalTag/Team";
    let same_team = r#"
        {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*",
         "Condition": {"StringEquals": {"s3:ExistingObjectTag/Team": "${aws:PrincipalTag/Team}"}}},
        {"Effect": "Deny", "Action": "s3:*", "Resource": "*",
         "Condition": {"StringNotEquals": {"s3:ExistingObjectTag/Team": "${aws:PrincipalTag/Team}"}}}"#;
    identity(
        same_team,
        &[
            ("s3:GetObject", object, &[(tag, "red"), (team, "red")], true),
            ("s3:GetObject", object, &[(tag, "red"), (team, "blue")], false),
            ("s3:GetObject", object, &[(tag, "red")], false),
            ("s3:GetObject", object, &[(team, "red")], false),
            ("s3:GetObject", object, &[(tag, ""), (team, "")], true),
        ],
    );
    // Positive operators match no null value, negated ones do.
    identity(
        r#"{"Effect": "Allow", "Action": "s3:*", "Resource": "*",
            "Condition": {"StringLike": {"s3:prefix": "${aws:PrincipalTag/Team}*"}}}"#,
        &[("s3:ListBucket", "arn:aws:s3:::b", &[("s3:prefix", "x")], false)],
    );
    identity(
        r#"{"Effect": "Allow", "Action": "s3:*", "Resource": "*",
            "Condition": {"StringNotLike": {"s3:prefix": "${aws:PrincipalTag/Team}*"}}}"#,
        &[("s3:ListBucket", "arn:aws:s3:::b", &[("s3:prefix", "x")], true)],
    );
    // A resource with such a variable matches nothing, under NotResource too.
    identity(
        r#"{"Effect": "Allow", "Action": "s3:*", "NotResource": "arn:aws:s3:::b/${aws:PrincipalTag/Team}"}"#,
        &[
            ("s3:GetObject", "arn:aws:s3:::b/red", &[(team, "red")], false),
            ("s3:GetObject", "arn:aws:s3:::b/red", &[], true),
        ],
    );
    identity(
        r#"{"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::b/${aws:PrincipalTag/Team, 'none'}/*"}"#,
        &[
            ("s3:GetObject", "arn:aws:s3:::b/red/x", &[(team, "red")], true),
            ("s3:GetObject", "arn:aws:s3:::b/none/x", &[], true),
            ("s3:GetObject", "arn:aws:s3:::b/none/x", &[(team, "red")], false),
        ],
    );
}

/// Decides with a key of several values, which the rows of `identity` cannot give.
fn with_list(policy: &str, action: &str, key: &str, values: Option<&[&str]>) -> bool {
    let mut case = Case::new(bob(), action, "*").identity(policy);
    if let Some(values) = values {
        case.context.set_all(key, values.iter().map(|value| Value::from(*value)).collect());
    }
    case.decide().is_allowed()
}

/// reference_policies_condition_examples-multi-valued-context-keys: the tables of both examples.
#[test]
fn deny_by_tag_keys() {
    let all = |negated: &str| {
        format!(
            r#"{ALL}, {{"Effect": "Deny", "Action": ["iam:Tag*", "iam:UnTag*"], "Resource": "*", "Condition": {{
                "Null": {{"aws:TagKeys": "false"}},
                "ForAllValues:String{negated}Like": {{"aws:TagKeys": ["key1*", "key2*", "key3*"]}}}}}}"#
        )
    };
    for (policy, values, allowed) in [
        (all(""), Some(&["key1:hr"][..]), false),
        (all(""), Some(&["key1:hr", "key2:audit"]), false),
        (all(""), Some(&["key1:hr", "other"]), true),
        (all(""), Some(&[]), true),
        (all(""), None, true),
        (all("Not"), Some(&["key1:hr"]), true),
        (all("Not"), Some(&["other"]), false),
        (all("Not"), None, true),
    ] {
        assert_eq!(with_list(&policy, "iam:TagUser", "aws:TagKeys", values), allowed, "{values:?}");
        assert!(with_list(&policy, "iam:GetUser", "aws:TagKeys", values), "another action");
    }
    let any = format!(
        r#"{ALL}, {{"Effect": "Deny", "Action": ["ec2:CreateSnapshot", "ec2:CreateSnapshots"], "Resource": "*",
            "Condition": {{"ForAnyValue:StringEquals": {{"aws:TagKeys": ["environment", "webserver"]}}}}}}"#
    );
    for (values, allowed) in [
        (Some(&["environment", "test"][..]), false),
        (Some(&["test"]), true),
        (Some(&["webserver"]), false),
        (Some(&[]), true),
        (None, true),
    ] {
        assert_eq!(
            with_list(&any, "ec2:CreateSnapshot", "aws:TagKeys", values),
            allowed,
            "{values:?}"
        );
    }
}

/// reference_policies_condition-keys: aws:CalledVia, aws:PrincipalOrgPaths and aws:TagKeys, each with the set operator that
/// the page asks for.
#[test]
fn keys_of_several_values() {
    let called = r#"{"Effect": "Allow", "Action": "kms:*", "Resource": "*",
        "Condition": {"ForAnyValue:StringEquals": {"aws:CalledVia": ["dynamodb.amazonaws.com"]}}}"#;
    let chain = ["cloudformation.amazonaws.com", "dynamodb.amazonaws.com"];
    assert!(with_list(called, "kms:Decrypt", "aws:CalledVia", Some(&chain)));
    assert!(!with_list(called, "kms:Decrypt", "aws:CalledVia", Some(&chain[..1])));
    assert!(!with_list(called, "kms:Decrypt", "aws:CalledVia", None));
    let unit = r#"{"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": {
        "ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": ["o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/*"]}}}"#;
    for (path, allowed) in [
        ("o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/", true),
        ("o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/ou-ab12-22222222/", true),
        ("o-a1b2c3d4e5/r-ab12/", false),
        ("o-a1b2c3d4e5/r-ab12/ou-ab12-33333333/", false),
    ] {
        let held = with_list(unit, "s3:GetObject", "aws:PrincipalOrgPaths", Some(&[path]));
        assert_eq!(held, allowed, "{path}");
    }
    let tags = r#"{"Effect": "Allow", "Action": "ec2:CreateTags", "Resource": "*", "Condition": {
        "ForAllValues:StringEquals": {"aws:TagKeys": ["preprod", "storage"]}}}"#;
    for (keys, allowed) in [
        (Some(&["preprod"][..]), true),
        (Some(&["preprod", "storage"]), true),
        (Some(&["Preprod"]), false),
        (Some(&["preprod", "x"]), false),
        (None, true),
    ] {
        assert_eq!(with_list(tags, "ec2:CreateTags", "aws:TagKeys", keys), allowed, "{keys:?}");
    }
}

/// access_iam-tags and tutorial_attribute-based-access-control: access by tags of caller, resource and request.
#[test]
fn access_by_attributes() {
    let secret = "arn:aws:secretsmanager:us-east-1:111111111111:secret:x";
    let tutorial = r#"{"Effect": "Allow", "Action": ["secretsmanager:GetSecretValue", "secretsmanager:UpdateSecret"],
        "Resource": "*", "Condition": {"StringEquals": {
            "secretsmanager:ResourceTag/access-project": "${aws:PrincipalTag/access-project}",
            "secretsmanager:ResourceTag/access-team": "${aws:PrincipalTag/access-team}"}}},
        {"Effect": "Allow", "Action": "secretsmanager:CreateSecret", "Resource": "*", "Condition": {
            "StringEquals": {"aws:RequestTag/access-project": "${aws:PrincipalTag/access-project}"},
            "StringEqualsIfExists": {"aws:RequestTag/cost-center": "${aws:PrincipalTag/cost-center}"}}}"#;
    let project = ("secretsmanager:ResourceTag/access-project", "peg");
    let team = ("secretsmanager:ResourceTag/access-team", "eng");
    let mine = ("aws:PrincipalTag/access-project", "peg");
    let ours = ("aws:PrincipalTag/access-team", "eng");
    let asked = ("aws:RequestTag/access-project", "peg");
    let cost = ("aws:PrincipalTag/cost-center", "987654");
    identity(
        tutorial,
        &[
            ("secretsmanager:GetSecretValue", secret, &[project, team, mine, ours], true),
            ("secretsmanager:GetSecretValue", secret, &[project, mine, ours], false),
            ("secretsmanager:GetSecretValue", secret, &[project, team, mine], false),
            ("secretsmanager:DeleteSecret", secret, &[project, team, mine, ours], false),
            ("secretsmanager:CreateSecret", secret, &[asked, mine, cost], true),
            (
                "secretsmanager:CreateSecret",
                secret,
                &[asked, mine, cost, ("aws:RequestTag/cost-center", "987654")],
                true,
            ),
            (
                "secretsmanager:CreateSecret",
                secret,
                &[asked, mine, cost, ("aws:RequestTag/cost-center", "1")],
                false,
            ),
            ("secretsmanager:CreateSecret", secret, &[mine, cost], false),
        ],
    );
}

/// A condition with one key, a value that meets it, one that does not, and whether an absent key does.
type OfOneKey<'a> = (&'a str, &'a str, &'a str, bool);

fn check_keys(rows: &[OfOneKey<'_>]) {
    let object = "arn:aws:s3:::b/x";
    for (condition, right, wrong, when_absent) in rows {
        let policy = format!(
            r#"{{"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": {{{condition}}}}}"#
        );
        let key = condition.split('"').nth(3).expect("a key");
        identity(
            &policy,
            &[
                ("s3:GetObject", object, &[(key, right)], true),
                ("s3:GetObject", object, &[(key, wrong)], false),
                ("s3:GetObject", object, &[], *when_absent),
            ],
        );
    }
}

/// reference_policies_condition-keys: keys of the resource, the caller's account and the region.
#[test]
fn keys_of_accounts_and_regions() {
    check_keys(&[
        (
            r#""StringEquals": {"aws:ResourceAccount": "111111111111"}"#,
            "111111111111",
            "222222222222",
            false,
        ),
        (
            r#""StringNotEquals": {"aws:ResourceAccount": ["222222222222"]}"#,
            "111111111111",
            "222222222222",
            true,
        ),
        (r#""StringEquals": {"aws:ResourceOrgID": "o-1"}"#, "o-1", "o-2", false),
        (
            r#""StringEquals": {"aws:PrincipalAccount": "111111111111"}"#,
            "111111111111",
            "222222222222",
            false,
        ),
        (r#""Bool": {"aws:SecureTransport": "true"}"#, "true", "false", false),
        (
            r#""StringEquals": {"aws:RequestedRegion": ["eu-west-1", "eu-west-2"]}"#,
            "eu-west-2",
            "us-east-1",
            false,
        ),
        (r#""StringLike": {"aws:RequestedRegion": "eu-*"}"#, "eu-west-2", "us-east-1", false),
    ]);
}

/// The same page: keys of the request and of the caller.
#[test]
fn keys_of_requests_and_callers() {
    check_keys(&[
        (r#""StringLike": {"aws:UserAgent": "aws-cli/*"}"#, "aws-cli/2.1", "Boto3/1", false),
        (
            r#""StringLike": {"aws:referer": ["https://www.example.com/*"]}"#,
            "https://www.example.com/x",
            "https://x.example.com/",
            false,
        ),
        (
            r#""ArnLike": {"aws:PrincipalArn": "arn:aws:iam::111111111111:role/aws-reserved/*/R_*"}"#,
            "arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/R_1",
            "arn:aws:iam::111111111111:role/R_1",
            false,
        ),
        (
            r#""StringEquals": {"aws:SourceIdentity": "DiegoRamirez"}"#,
            "DiegoRamirez",
            "Else",
            false,
        ),
        (
            r#""StringNotLike": {"aws:userid": ["AROAEXAMPLEID:*", "111122223333"]}"#,
            "AIDA1",
            "AROAEXAMPLEID:s",
            true,
        ),
        (r#""StringNotEqualsIfExists": {"aws:PrincipalOrgID": "o-1"}"#, "o-2", "o-1", true),
        (
            r#""DateGreaterThan": {"aws:CurrentTime": "2013-08-16T12:00:00Z"}"#,
            "2013-08-16T12:00:01Z",
            "2013-08-16T12:00:00Z",
            false,
        ),
        (
            r#""NumericGreaterThan": {"aws:EpochTime": "1376654400"}"#,
            "1376654401",
            "1376654400",
            false,
        ),
    ]);
}
