//! The example policies of the IAM User Guide, with requests that its text says they allow or deny. The policies are
//! the guide's in effect, in our words and order.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_examples.html>

use policy::Principal;

use crate::support::{Case, HERE, THERE, account, bob, identity};

/// reference_policies_evaluation-logic: Carlos, his bucket and the buckets of logs.
#[test]
fn carlos_and_his_bucket() {
    let policy = r#"
        {"Sid": "AllowS3ListRead", "Effect": "Allow", "Resource": "arn:aws:s3:::*",
         "Action": ["s3:GetBucketLocation", "s3:GetAccountPublicAccessBlock", "s3:ListAccessPoints", "s3:ListAllMyBuckets"]},
        {"Sid": "AllowS3Self", "Effect": "Allow", "Action": "s3:*",
         "Resource": ["arn:aws:s3:::carlossalazar/*", "arn:aws:s3:::carlossalazar"]},
        {"Sid": "DenyS3Logs", "Effect": "Deny", "Action": "s3:*", "Resource": "arn:aws:s3:::*log*"}"#;
    identity(
        policy,
        &[
            ("s3:PutObject", "arn:aws:s3:::carlossalazar/a", &[], true),
            ("s3:ListBucket", "arn:aws:s3:::carlossalazar", &[], true),
            ("s3:PutObject", "arn:aws:s3:::carlossalazar-logs/a", &[], false),
            ("s3:PutObject", "arn:aws:s3:::carlossalazar/catalog", &[], false),
            ("s3:GetBucketLocation", "arn:aws:s3:::other", &[], true),
            ("s3:GetObject", "arn:aws:s3:::other/a", &[], false),
        ],
    );
}

/// reference_policies_evaluation-logic: explicit and implicit denies.
#[test]
fn reports_are_denied() {
    let policy = r#"
        {"Sid": "AllowGetList", "Effect": "Allow", "Action": ["iam:Get*", "iam:List*"], "Resource": "*"},
        {"Sid": "DenyReports", "Effect": "Deny", "Action": "iam:*Report", "Resource": "*"}"#;
    identity(
        policy,
        &[
            ("iam:GetUser", "arn:aws:iam::111111111111:user/bob", &[], true),
            ("iam:ListUsers", "*", &[], true),
            ("iam:GetOrganizationsAccessReport", "*", &[], false),
            ("iam:GenerateCredentialReport", "*", &[], false),
            ("iam:CreatePolicy", "*", &[], false),
        ],
    );
}

/// reference_policies_variables and examples_s3_home-directory-console.
#[test]
fn a_home_directory_for_everyone() {
    let policy = r#"
        {"Effect": "Allow", "Action": ["s3:ListAllMyBuckets", "s3:GetBucketLocation"], "Resource": "*"},
        {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::bucket-name",
         "Condition": {"StringLike": {"s3:prefix": ["", "home/", "home/${aws:username}/*"]}}},
        {"Effect": "Allow", "Action": "s3:*",
         "Resource": ["arn:aws:s3:::bucket-name/home/${aws:username}", "arn:aws:s3:::bucket-name/home/${aws:username}/*"]}"#;
    let bucket = "arn:aws:s3:::bucket-name";
    identity(
        policy,
        &[
            ("s3:ListAllMyBuckets", "*", &[], true),
            ("s3:ListBucket", bucket, &[("s3:prefix", "")], true),
            ("s3:ListBucket", bucket, &[("s3:prefix", "home/")], true),
            ("s3:ListBucket", bucket, &[("s3:prefix", "home/bob/x")], true),
            ("s3:ListBucket", bucket, &[("s3:prefix", "home/eve/")], false),
            ("s3:ListBucket", bucket, &[], false),
            ("s3:GetObject", "arn:aws:s3:::bucket-name/home/bob/x", &[], true),
            ("s3:GetObject", "arn:aws:s3:::bucket-name/home/bobby/x", &[], false),
            ("s3:GetObject", "arn:aws:s3:::bucket-name/home/eve/x", &[], false),
        ],
    );
}

/// reference_policies_variables: each user manages their own access keys.
#[test]
fn own_access_keys() {
    let policy = r#"{"Effect": "Allow", "Action": "iam:*AccessKey*",
        "Resource": "arn:aws:iam::111111111111:user/${aws:username}"}"#;
    identity(
        policy,
        &[
            ("iam:CreateAccessKey", "arn:aws:iam::111111111111:user/bob", &[], true),
            ("iam:UpdateAccessKey", "arn:aws:iam::111111111111:user/bob", &[], true),
            ("iam:CreateAccessKey", "arn:aws:iam::111111111111:user/eve", &[], false),
            ("iam:DeleteUser", "arn:aws:iam::111111111111:user/bob", &[], false),
        ],
    );
}

/// reference_policies_elements_notaction and _notresource.
#[test]
fn negated_elements() {
    identity(
        r#"{"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}"#,
        &[
            ("s3:GetObject", "arn:aws:s3:::b/x", &[], true),
            ("iam:GetUser", "arn:aws:iam::111111111111:user/bob", &[], false),
        ],
    );
    identity(
        r#"{"Effect": "Allow", "NotAction": "s3:DeleteBucket", "Resource": "arn:aws:s3:::*"}"#,
        &[
            ("s3:GetObject", "arn:aws:s3:::b/x", &[], true),
            ("s3:DeleteBucket", "arn:aws:s3:::b", &[], false),
            ("ec2:RunInstances", "*", &[], false),
        ],
    );
    let mfa = r#"{"Effect": "Allow", "Action": "*", "Resource": "*"},
        {"Sid": "DenyAllUsersNotUsingMFA", "Effect": "Deny", "NotAction": "iam:*", "Resource": "*",
         "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}}"#;
    identity(
        mfa,
        &[
            ("s3:GetObject", "arn:aws:s3:::b/x", &[("aws:MultiFactorAuthPresent", "true")], true),
            ("s3:GetObject", "arn:aws:s3:::b/x", &[("aws:MultiFactorAuthPresent", "false")], false),
            ("s3:GetObject", "arn:aws:s3:::b/x", &[], false),
            ("iam:EnableMFADevice", "*", &[], true),
        ],
    );
    let not_resource = r#"{"Effect": "Allow", "Action": "s3:*", "Resource": "*"},
        {"Effect": "Deny", "Action": "s3:*", "NotResource": ["arn:aws:s3:::HRBucket/Payroll", "arn:aws:s3:::HRBucket/Payroll/*"]}"#;
    identity(
        not_resource,
        &[
            ("s3:GetObject", "arn:aws:s3:::HRBucket/Payroll/x", &[], true),
            ("s3:GetObject", "arn:aws:s3:::HRBucket/Other", &[], false),
            ("s3:ListAllMyBuckets", "*", &[], false),
        ],
    );
}

/// examples_aws_deny-requested-region, examples_aws_deny-ip and examples_aws-dates.
#[test]
fn regions_addresses_and_dates() {
    let regions = r#"{"Effect": "Allow", "Action": "*", "Resource": "*"},
        {"Sid": "DenyAllOutsideRequestedRegions", "Effect": "Deny", "Resource": "*",
         "NotAction": ["cloudfront:*", "iam:*", "route53:*", "support:*"],
         "Condition": {"StringNotEquals": {"aws:RequestedRegion": ["eu-central-1", "eu-west-1"]}}}"#;
    identity(
        regions,
        &[
            ("ec2:RunInstances", "*", &[("aws:RequestedRegion", "eu-west-1")], true),
            ("ec2:RunInstances", "*", &[("aws:RequestedRegion", "us-east-1")], false),
            ("iam:GetUser", "*", &[("aws:RequestedRegion", "us-east-1")], true),
        ],
    );
    let addresses = r#"{"Effect": "Allow", "Action": "*", "Resource": "*"},
        {"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {
            "NotIpAddress": {"aws:SourceIp": ["192.0.2.0/24", "203.0.113.0/24"]},
            "Bool": {"aws:ViaAWSService": "false"}}}"#;
    identity(
        addresses,
        &[
            (
                "ec2:RunInstances",
                "*",
                &[("aws:SourceIp", "192.0.2.1"), ("aws:ViaAWSService", "false")],
                true,
            ),
            (
                "ec2:RunInstances",
                "*",
                &[("aws:SourceIp", "8.8.8.8"), ("aws:ViaAWSService", "false")],
                false,
            ),
            (
                "ec2:RunInstances",
                "*",
                &[("aws:SourceIp", "8.8.8.8"), ("aws:ViaAWSService", "true")],
                true,
            ),
        ],
    );
    let dates = r#"{"Effect": "Allow", "Action": "service:action", "Resource": "*", "Condition": {
        "DateGreaterThan": {"aws:CurrentTime": "2020-04-01T00:00:00Z"},
        "DateLessThan": {"aws:CurrentTime": "2020-06-30T23:59:59Z"}}}"#;
    identity(
        dates,
        &[
            ("service:action", "*", &[("aws:CurrentTime", "2020-05-01T00:00:00Z")], true),
            ("service:action", "*", &[("aws:CurrentTime", "2020-04-01T00:00:00Z")], false),
            ("service:action", "*", &[("aws:CurrentTime", "2020-07-01T00:00:00Z")], false),
        ],
    );
}

/// reference_policies_elements_principal: everybody but one, by condition; reference_policies_condition-keys: one's organization.
#[test]
fn buckets_by_condition() {
    let but_one = r#"{"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::b/*"},
        {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": ["arn:aws:s3:::b/*", "arn:aws:s3:::b"],
         "Condition": {"ArnNotEquals": {"aws:PrincipalArn": "arn:aws:iam::111111111111:user/bob"}}}"#;
    let organization = r#"{"Effect": "Allow", "Principal": "*", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::b/*",
        "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-xxxxxxxxxx"}}}"#;
    let bob_arn = ("aws:PrincipalArn", "arn:aws:iam::111111111111:user/bob");
    let eve_arn = ("aws:PrincipalArn", "arn:aws:iam::111111111111:user/eve");
    let ours = ("aws:PrincipalOrgID", "o-xxxxxxxxxx");
    let theirs = ("aws:PrincipalOrgID", "o-yyyyyyyyyy");
    for (policy, key, expected) in [
        (but_one, Some(bob_arn), true),
        (but_one, Some(eve_arn), false),
        (but_one, None, false),
        (organization, Some(ours), true),
        (organization, Some(theirs), false),
        (organization, None, false),
    ] {
        let mut case = Case::new(bob(), "s3:PutObject", "arn:aws:s3:::b/x").of_resource(policy);
        if let Some((key, value)) = key {
            case = case.key(key, value);
        }
        assert_eq!(case.decide().is_allowed(), expected, "{policy} {key:?}");
    }
}

/// SNS to SQS: the queue's policy names the service and the topic. Documented in the SNS guide and on the page on operators.
#[test]
fn a_topic_sends_to_a_queue() {
    let queue = "arn:aws:sqs:us-east-1:111111111111:q";
    let topic = "arn:aws:sns:us-east-1:222222222222:t";
    let policy = format!(
        r#"{{"Effect": "Allow", "Principal": {{"Service": "sns.amazonaws.com"}}, "Action": "SQS:SendMessage",
            "Resource": "{queue}", "Condition": {{"ArnEquals": {{"aws:SourceArn": "{topic}"}},
            "StringEquals": {{"aws:SourceAccount": "{THERE}"}}}}}}"#
    );
    let sns = || Principal::service("sns.amazonaws.com");
    for (who, source, of, expected) in [
        (sns(), topic, THERE, true),
        (sns(), "arn:aws:sns:us-east-1:222222222222:other", THERE, false),
        (sns(), topic, HERE, false),
        (Principal::service("events.amazonaws.com"), topic, THERE, false),
        (bob(), topic, THERE, false),
    ] {
        let case = Case::new(who, "sqs:SendMessage", queue)
            .of_resource(&policy)
            .key("aws:SourceArn", source)
            .key("aws:SourceAccount", of);
        assert_eq!(case.decide().is_allowed(), expected, "{source} {of}\n{}", case.explain());
    }
}

/// id_roles_create_for-user_externalid and the page on MFA: trust policies with conditions.
#[test]
fn roles_that_ask_for_more() {
    let role = "arn:aws:iam::111111111111:role/r";
    let assume = r#"{"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*"}"#;
    let external = r#"{"Effect": "Allow", "Principal": {"AWS": "222222222222"}, "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"sts:ExternalId": "12345"}}}"#;
    let mfa = r#"{"Effect": "Allow", "Principal": {"AWS": "222222222222"}, "Action": "sts:AssumeRole",
        "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}"#;
    let them = || Principal::user(account(THERE), "bob", "AIDATHEM");
    for (trust, key, expected) in [
        (external, Some(("sts:ExternalId", "12345")), true),
        (external, Some(("sts:ExternalId", "54321")), false),
        (external, None, false),
        (mfa, Some(("aws:MultiFactorAuthPresent", "true")), true),
        (mfa, Some(("aws:MultiFactorAuthPresent", "false")), false),
        (mfa, None, false),
    ] {
        let rule = policy::ResourceRule::Trust;
        let mut case = Case::new(them(), "sts:AssumeRole", role)
            .identity(assume)
            .of_resource(trust)
            .rule(rule);
        if let Some((key, value)) = key {
            case = case.key(key, value);
        }
        assert_eq!(case.decide().is_allowed(), expected, "{trust} {key:?}");
    }
}
