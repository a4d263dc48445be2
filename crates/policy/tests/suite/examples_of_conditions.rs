//! The examples of conditions in the IAM User Guide. The policies are the guide's in effect, in our words and order.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html>

use policy::Value;

use crate::support::{Case, bob, identity};

/// reference_policies_elements_condition_operators: the operators' examples.
#[test]
fn examples_of_operators() {
    let user = "arn:aws:iam::111111111111:user/x";
    identity(
        r#"{"Effect": "Allow", "Action": "iam:*AccessKey*", "Resource": "arn:aws:iam::111111111111:user/*",
        "Condition": {"StringEquals": {"aws:PrincipalTag/job-category": "iamuser-admin"}}}"#,
        &[
            (
                "iam:ListAccessKeys",
                user,
                &[("aws:PrincipalTag/job-category", "iamuser-admin")],
                true,
            ),
            (
                "iam:ListAccessKeys",
                user,
                &[("aws:PrincipalTag/Job-Category", "iamuser-admin")],
                true,
            ),
            (
                "iam:ListAccessKeys",
                user,
                &[("aws:PrincipalTag/job-category", "IAMUSER-ADMIN")],
                false,
            ),
            ("iam:ListAccessKeys", user, &[], false),
        ],
    );
    identity(
        r#"{"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::example_bucket",
        "Condition": {"NumericLessThanEquals": {"s3:max-keys": "10"}}}"#,
        &[
            ("s3:ListBucket", "arn:aws:s3:::example_bucket", &[("s3:max-keys", "10")], true),
            ("s3:ListBucket", "arn:aws:s3:::example_bucket", &[("s3:max-keys", "11")], false),
            ("s3:ListBucket", "arn:aws:s3:::example_bucket", &[], false),
        ],
    );
}

/// The same page: dates, booleans, addresses and Null.
#[test]
fn more_examples_of_operators() {
    let user = "arn:aws:iam::111111111111:user/x";
    identity(
        r#"{"Effect": "Allow", "Action": "iam:*AccessKey*", "Resource": "*",
        "Condition": {"DateGreaterThan": {"aws:TokenIssueTime": "2020-01-01T00:00:01Z"}}}"#,
        &[
            ("iam:CreateAccessKey", user, &[("aws:TokenIssueTime", "2020-06-01T00:00:00Z")], true),
            ("iam:CreateAccessKey", user, &[("aws:TokenIssueTime", "2019-06-01T00:00:00Z")], false),
            ("iam:CreateAccessKey", user, &[], false),
        ],
    );
    identity(
        r#"{"Effect": "Allow", "Action": "s3:*", "Resource": "*"},
        {"Sid": "BooleanExample", "Effect": "Deny", "Action": "s3:*",
         "Resource": ["arn:aws:s3:::b", "arn:aws:s3:::b/*"], "Condition": {"Bool": {"aws:SecureTransport": "false"}}}"#,
        &[
            ("s3:GetObject", "arn:aws:s3:::b/x", &[("aws:SecureTransport", "true")], true),
            ("s3:GetObject", "arn:aws:s3:::b/x", &[("aws:SecureTransport", "false")], false),
            ("s3:GetObject", "arn:aws:s3:::c/x", &[("aws:SecureTransport", "false")], true),
        ],
    );
    identity(
        r#"{"Effect": "Allow", "Action": "someservice:*", "Resource": "*",
        "Condition": {"IpAddress": {"aws:SourceIp": ["203.0.113.0/24", "2001:DB8:1234:5678::/64"]}}}"#,
        &[
            ("someservice:Act", "*", &[("aws:SourceIp", "203.0.113.9")], true),
            ("someservice:Act", "*", &[("aws:SourceIp", "2001:db8:1234:5678::9")], true),
            ("someservice:Act", "*", &[("aws:SourceIp", "198.51.100.9")], false),
            ("someservice:Act", "*", &[], false),
        ],
    );
    identity(
        r#"{"Effect": "Allow", "Action": "ec2:*", "Resource": "*",
        "Condition": {"Null": {"aws:TokenIssueTime": "true"}}}"#,
        &[
            ("ec2:RunInstances", "*", &[], true),
            ("ec2:RunInstances", "*", &[("aws:TokenIssueTime", "2020-06-01T00:00:00Z")], false),
        ],
    );
}

/// The same page: why `StringLike` does not do for what several resources are needed for, and `StringLikeIfExists` does.
#[test]
fn instance_types() {
    let image = "arn:aws:ec2:us-east-1::image/ami-1";
    let instance = "arn:aws:ec2:us-east-1:111111111111:instance/*";
    let policy = |operator: &str| {
        format!(
            r#"{{"Effect": "Allow", "Action": "ec2:RunInstances", "Resource": "*",
                "Condition": {{"{operator}": {{"ec2:InstanceType": ["t1.*", "t2.*", "m3.*"]}}}}}}"#
        )
    };
    for (operator, with_image) in [("StringLike", false), ("StringLikeIfExists", true)] {
        identity(
            &policy(operator),
            &[
                ("ec2:RunInstances", instance, &[("ec2:InstanceType", "t2.micro")], true),
                ("ec2:RunInstances", instance, &[("ec2:InstanceType", "c5.large")], false),
                ("ec2:RunInstances", image, &[], with_image),
            ],
        );
    }
}

/// reference_policies_multi-value-conditions: AND between keys and operators, OR between values.
#[test]
fn several_keys_and_values() {
    let policy = r#"{"Effect": "Allow", "Action": "a:b", "Resource": "*", "Condition": {
        "StringEqualsIgnoreCase": {"aws:PrincipalTag/department": ["finance", "hr", "legal"],
                                   "aws:PrincipalTag/role": ["audit", "security"]},
        "StringEquals": {"aws:PrincipalAccount": "123456789012"}}}"#;
    let right = ("aws:PrincipalAccount", "123456789012");
    identity(
        policy,
        &[
            (
                "a:b",
                "*",
                &[("aws:PrincipalTag/department", "HR"), ("aws:PrincipalTag/role", "Audit"), right],
                true,
            ),
            (
                "a:b",
                "*",
                &[
                    ("aws:PrincipalTag/department", "legal"),
                    ("aws:PrincipalTag/role", "security"),
                    right,
                ],
                true,
            ),
            (
                "a:b",
                "*",
                &[
                    ("aws:PrincipalTag/department", "sales"),
                    ("aws:PrincipalTag/role", "audit"),
                    right,
                ],
                false,
            ),
            ("a:b", "*", &[("aws:PrincipalTag/department", "hr"), right], false),
            (
                "a:b",
                "*",
                &[("aws:PrincipalTag/department", "hr"), ("aws:PrincipalTag/role", "audit")],
                false,
            ),
        ],
    );
}

/// access_tags: tags of the request, the resource and the caller.
#[test]
fn tags_decide() {
    let owner = r#"{"Effect": "Allow", "Action": ["ec2:StartInstances", "ec2:StopInstances"],
        "Resource": "arn:aws:ec2:*:*:instance/*",
        "Condition": {"StringEquals": {"aws:ResourceTag/Owner": "${aws:username}"}}}"#;
    let instance = "arn:aws:ec2:us-east-1:111111111111:instance/i-1";
    identity(
        owner,
        &[
            ("ec2:StartInstances", instance, &[("aws:ResourceTag/Owner", "bob")], true),
            ("ec2:StartInstances", instance, &[("aws:ResourceTag/Owner", "eve")], false),
            ("ec2:StartInstances", instance, &[], false),
            ("ec2:TerminateInstances", instance, &[("aws:ResourceTag/Owner", "bob")], false),
        ],
    );
    let team = r#"{"Effect": "Allow", "Action": "ec2:*", "Resource": "*",
        "Condition": {"StringEquals": {"aws:ResourceTag/team": "${aws:PrincipalTag/team}"}}}"#;
    identity(
        team,
        &[
            (
                "ec2:StopInstances",
                instance,
                &[("aws:ResourceTag/team", "red"), ("aws:PrincipalTag/team", "red")],
                true,
            ),
            (
                "ec2:StopInstances",
                instance,
                &[("aws:ResourceTag/team", "red"), ("aws:PrincipalTag/team", "blue")],
                false,
            ),
            ("ec2:StopInstances", instance, &[("aws:ResourceTag/team", "red")], false),
            ("ec2:StopInstances", instance, &[("aws:ResourceTag/team", "")], false),
        ],
    );
}

/// reference_policies_multi-value-conditions: attributes of DynamoDB items.
#[test]
fn attributes_of_items() {
    let table = "arn:aws:dynamodb:us-east-1:111111111111:table/Thread";
    let only = r#"{"Effect": "Allow", "Action": "dynamodb:GetItem", "Resource": "arn:aws:dynamodb:*:*:table/Thread",
        "Condition": {"ForAllValues:StringEquals": {"dynamodb:Attributes": ["ID", "Message", "Tags"]}}}"#;
    let but = r#"{"Effect": "Allow", "Action": "dynamodb:*", "Resource": "*"},
        {"Effect": "Deny", "Action": "dynamodb:PutItem", "Resource": "arn:aws:dynamodb:*:*:table/Thread",
        "Condition": {"ForAnyValue:StringEquals": {"dynamodb:Attributes": ["ID", "PostDateTime"]}}}"#;
    for (policy, action, attributes, expected) in [
        (only, "dynamodb:GetItem", &["ID", "Message", "Tags"][..], true),
        (only, "dynamodb:GetItem", &["Message"], true),
        (only, "dynamodb:GetItem", &["Message", "UserName"], false),
        (only, "dynamodb:GetItem", &[], true),
        (but, "dynamodb:PutItem", &["PostDateTime", "Message"], false),
        (but, "dynamodb:PutItem", &["UserName"], true),
        (but, "dynamodb:PutItem", &[], true),
    ] {
        let mut case = Case::new(bob(), action, table).identity(policy);
        let values = attributes.iter().map(|name| Value::from(*name)).collect();
        case.context.set_all("dynamodb:Attributes", values);
        assert_eq!(case.decide().is_allowed(), expected, "{action} {attributes:?}");
    }
}
