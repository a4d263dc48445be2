//! Policies and what validation says of them: the codes, in the order of the text.

use super::*;

fn codes(text: &str, kind: Type) -> Vec<&'static str> {
    validate(text, kind, None).iter().map(|report| report.code).collect()
}

/// An identity policy of one statement with these members.
fn identity(members: &str) -> String {
    format!(r#"{{"Version": "2012-10-17", "Statement": [{{"Effect": "Allow", {members}}}]}}"#)
}

/// A resource policy likewise.
fn resource(members: &str) -> String {
    identity(&format!(r#""Resource": "*", {members}"#))
}

#[test]
fn a_good_policy_has_no_findings() {
    let text = identity(
        r#""Action": ["sqs:SendMessage", "s3:GetObject"], "Resource": ["arn:aws:sqs:us-east-1:111122223333:q", "arn:aws:s3:::b/*"]"#,
    );
    assert_eq!(codes(&text, Type::Identity), [] as [&str; 0]);
}

#[test]
fn the_form() {
    let statement = r#"{"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "*"}"#;
    for (text, expected) in [
        ("{", &["JSON_SYNTAX_ERROR"][..]),
        ("[]", &["DATA_TYPE_MISMATCH"]),
        ("{}", &["MISSING_VERSION", "MISSING_STATEMENT"]),
        (&format!(r#"{{"Statement": {statement}}}"#), &["MISSING_VERSION"]),
        (&format!(r#"{{"Version": "2015", "Statement": {statement}}}"#), &["INVALID_VERSION"]),
        (&format!(r#"{{"Version": 1, "Statement": {statement}}}"#), &["DATA_TYPE_MISMATCH"]),
        (
            &format!(r#"{{"Version": "2012-10-17", "Colour": 1, "Statement": {statement}}}"#),
            &["INVALID_POLICY_ELEMENT"],
        ),
        (
            &format!(r#"{{"Version": "2012-10-17", "Statement": [{statement}, {statement}]}}"#),
            &["REDUNDANT_STATEMENT"],
        ),
        (&identity(r#""Action": "sqs:SendMessage""#), &["MISSING_RESOURCE"]),
        (&identity(r#""Resource": "*""#), &["MISSING_ACTION"]),
        (&identity(r#""Action": [], "Resource": "*""#), &["EMPTY_ARRAY_ACTION"]),
        (&identity(r#""Action": "sqs:SendMessage", "Resource": []"#), &["EMPTY_ARRAY_RESOURCE"]),
        (&identity(r#""Action": [1], "Resource": "*""#), &["DATA_TYPE_MISMATCH", "INVALID_ACTION"]),
        (
            &identity(r#""Action": "sqs:SendMessage", "NotAction": "a:b", "Resource": "*""#),
            &["UNSUPPORTED_ELEMENT_COMBINATION"],
        ),
        (
            &identity(r#""Sid": "", "Action": "sqs:SendMessage", "Resource": "*""#),
            &["EMPTY_SID_VALUE"],
        ),
        (
            &identity(r#""Sid": "a b", "Action": "sqs:SendMessage", "Resource": "*""#),
            &["UNSUPPORTED_SID"],
        ),
        (
            &identity(r#""Principal": "*", "Action": "sqs:SendMessage", "Resource": "*""#),
            &["UNSUPPORTED_PRINCIPAL"],
        ),
        (
            &identity(r#""Action": "sqs:SendMessage", "Resource": "*", "Condition": {}"#),
            &["EMPTY_OBJECT_CONDITION"],
        ),
        (&statement_with_effect("Maybe"), &["INVALID_EFFECT"]),
    ] {
        assert_eq!(codes(text, Type::Identity), expected, "{text}");
    }
}

fn statement_with_effect(effect: &str) -> String {
    identity(r#""Action": "sqs:SendMessage", "Resource": "*""#).replace("Allow", effect)
}

#[test]
fn actions() {
    for (action, expected) in [
        (r#""sqs:SendMesage""#, &["INVALID_ACTION"][..]),
        (r#""sqss:SendMessage""#, &["INVALID_SERVICE_IN_ACTION"]),
        (r#""SendMessage""#, &["INVALID_ACTION"]),
        (r#""s?s:SendMessage""#, &["WILDCARD_IN_SERVICE_NAME"]),
        (r#"["sqs:*", "sqs:SendMessage"]"#, &["REDUNDANT_ACTION"]),
        (r#"["sqs:SendMessage", "SQS:sendmessage"]"#, &["REDUNDANT_ACTION"]),
        (r#""iam:PassRole""#, &["PASS_ROLE_WITH_STAR_IN_RESOURCE"]),
        (
            r#""iam:*""#,
            &[
                "PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE",
                "CREATE_SLR_WITH_STAR_IN_ACTION_AND_RESOURCE",
            ],
        ),
        (r#""iam:CreateServiceLinkedRole""#, &["CREATE_SLR_WITH_STAR_IN_RESOURCE"]),
        (r#""${aws:username}""#, &["VARIABLE_UNSUPPORTED_IN_ELEMENT"]),
    ] {
        let text = identity(&format!(r#""Action": {action}, "Resource": "*""#));
        assert_eq!(codes(&text, Type::Identity), expected, "{action}");
    }
    let message = |action: &str| {
        let text = identity(&format!(r#""Action": "{action}", "Resource": "*""#));
        validate(&text, Type::Identity, None)[0].details.clone()
    };
    assert_eq!(
        message("sqs:SendMesage"),
        "The action sqs:SendMesage does not exist. Did you mean sqs:SendMessage?"
    );
    let not = identity(r#""NotAction": "s3:*", "Resource": "*""#);
    assert_eq!(
        codes(&not, Type::Identity),
        [
            "PASS_ROLE_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION",
            "CREATE_SLR_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION"
        ]
    );
}

#[test]
fn resources() {
    for (arn, expected) in [
        ("arn:aws:sqs:us-east-1:111122223333:q", &[][..]),
        ("arn:aws:sqs:*:*:*", &[]),
        ("arn:aws:sqs*", &[]),
        ("sqs:q", &["INVALID_ARN_PREFIX"]),
        ("arn:aws:sqs:us-east-1", &["MISSING_ARN_FIELD"]),
        ("arn:amazon:sqs:us-east-1:111122223333:q", &["INVALID_PARTITION"]),
        ("arn:aws:SQS:us-east-1:111122223333:q", &["INVALID_ARN_SERVICE_CASE"]),
        ("arn:aws:sqss:us-east-1:111122223333:q", &["INVALID_SERVICE"]),
        ("arn:aws:sqs:us-east-1:1111:q", &["INVALID_ARN_ACCOUNT"]),
        ("arn:aws:sqs:moon:111122223333:q", &["INVALID_ARN_REGION"]),
        ("arn:aws:sqs::111122223333:q", &["MISSING_ARN_REGION"]),
        ("arn:aws:sqs:us-east-1::q", &["MISSING_ARN_ACCOUNT"]),
        ("arn:aws:s3::111122223333:b", &["ARN_ACCOUNT_NOT_ALLOWED"]),
        ("arn:aws:s3:us-east-1::b", &["ARN_REGION_NOT_ALLOWED"]),
        ("arn:aws:iam::111122223333:colour/x", &["INVALID_ARN_RESOURCE"]),
        ("arn:aws:s3:::b/${aws:username}/*", &[]),
        ("arn:aws:s3:::b/${aws:username", &["MISSING_BRACE_IN_VARIABLE"]),
        ("arn:aws:s3:::b/${}", &["EMPTY_VARIABLE"]),
        ("arn:aws:s3:::b/${aws:user name}", &["UNSUPPORTED_SPACE_IN_VARIABLE"]),
        ("arn:aws:s3:::b/${aws:PrincipalTag/a, x}", &["MISSING_QUOTE_IN_VARIABLE"]),
    ] {
        let text = identity(&format!(r#""Action": "sqs:SendMessage", "Resource": "{arn}""#));
        assert_eq!(codes(&text, Type::Identity), expected, "{arn}");
    }
    let twice = identity(
        r#""Action": "sqs:SendMessage", "Resource": ["arn:aws:s3:::b/*", "arn:aws:s3:::b/x"]"#,
    );
    assert_eq!(codes(&twice, Type::Identity), ["REDUNDANT_RESOURCE"]);
    let old = r#"{"Version": "2008-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/${aws:username}"}}"#;
    assert_eq!(codes(old, Type::Identity), ["VARIABLE_UNSUPPORTED_IN_VERSION"]);
}

#[test]
fn conditions() {
    for (condition, expected) in [
        (r#""StringEquals": {"aws:PrincipalOrgID": "o-1"}"#, &[][..]),
        (r#""StringSame": {"aws:PrincipalOrgID": "o-1"}"#, &["INVALID_CONDITION_OPERATOR"]),
        (r#""NullIfExists": {"aws:PrincipalOrgID": "true"}"#, &["NULL_WITH_IF_EXISTS"]),
        (r#""ForAnyValue:Null": {"aws:TagKeys": "true"}"#, &["NULL_WITH_QUALIFIER"]),
        (r#""StringEquals": {"colour": "x"}"#, &["INVALID_CONDITION_KEY_FORMAT"]),
        (r#""StringEquals": {"aws:Colour": "x"}"#, &["INVALID_GLOBAL_CONDITION_KEY"]),
        (r#""StringEquals": {"sqs:Colour": "x"}"#, &["INVALID_SERVICE_CONDITION_KEY"]),
        (r#""StringEquals": {"aws:ARN": "x"}"#, &["DEPRECATED_GLOBAL_CONDITION_KEY"]),
        (r#""StringEquals": {"aws:ResourceTag": "x"}"#, &["MISSING_TAG_KEY_IN_CONDITION"]),
        (r#""StringEquals": {"aws:TagKeys": "x"}"#, &["MISSING_QUALIFIER"]),
        (
            r#""ForAllValues:StringEquals": {"aws:PrincipalOrgID": "x"}"#,
            &["FORALLVALUES_WITH_SINGLE_VALUED_KEY"],
        ),
        (
            r#""StringEquals": {"aws:PrincipalOrgID": "a", "AWS:principalorgid": "b"}"#,
            &["DUPLICATE_KEYS_WITH_DIFFERENT_CASE"],
        ),
        (r#""NumericEquals": {"aws:PrincipalOrgID": "1"}"#, &["TYPE_MISMATCH"]),
        (r#""Bool": {"aws:SecureTransport": "yes"}"#, &["TYPE_MISMATCH_BOOLEAN"]),
        (
            r#""Bool": {"aws:SecureTransport": ["true", "false"]}"#,
            &["INVALID_CONDITION_MULTIPLE_BOOLEAN"],
        ),
        (r#""NumericLessThan": {"aws:MultiFactorAuthAge": "x"}"#, &["TYPE_MISMATCH_NUMBER"]),
        (
            r#""NumericLessThan": {"aws:MultiFactorAuthAge": ["1", "2"]}"#,
            &["REDUNDANT_CONDITION_VALUE_NUM"],
        ),
        (r#""DateLessThan": {"aws:CurrentTime": "tomorrow"}"#, &["TYPE_MISMATCH_DATE"]),
        (r#""DateLessThan": {"aws:CurrentTime": "2030-01-01"}"#, &[]),
        (r#""IpAddress": {"aws:SourceIp": "300.1.1.1"}"#, &["TYPE_MISMATCH_IP_RANGE"]),
        (r#""IpAddress": {"aws:SourceIp": "198.51.100.7/24"}"#, &["IMPROVE_IP_RANGE"]),
        (r#""IpAddress": {"aws:SourceIp": "10.0.0.0/8"}"#, &["PRIVATE_IP_ADDRESS"]),
        (
            r#""IpAddress": {"aws:SourceIp": ["10.0.0.0/8", "198.51.100.0/24"]}"#,
            &["PRIVATE_IP_ADDRESS_SUBSET"],
        ),
        (r#""NotIpAddress": {"aws:SourceIp": "10.0.0.0/8"}"#, &["PRIVATE_NOT_IP_ADDRESS"]),
        (r#""StringEquals": {"aws:SourceVpc": "vpc-1"}"#, &["INVALID_VPC_FORMAT"]),
        (r#""StringEquals": {"aws:SourceVpce": "vpc-12345678"}"#, &["INVALID_VPCE_FORMAT"]),
        (r#""StringEquals": {"aws:RequestedRegion": "moon"}"#, &["INVALID_REGION"]),
        (r#""StringEquals": {"aws:PrincipalOrgID": "o-*"}"#, &["WILDCARD_WITHOUT_LIKE_OPERATOR"]),
        (r#""StringEquals": {"aws:PrincipalOrgID": []}"#, &["EMPTY_ARRAY_CONDITION"]),
        (r#""StringEquals": {"aws:PrincipalOrgID": ["a", 1]}"#, &["INVALID_CONDITION_DATA_TYPE"]),
        (
            r#""NumericEquals": {"aws:MultiFactorAuthAge": "${aws:username}"}"#,
            &["INVALID_VARIABLE_FOR_OPERATOR"],
        ),
    ] {
        let members = format!(
            r#""Action": "sqs:SendMessage", "Resource": "*", "Condition": {{{condition}}}"#
        );
        assert_eq!(codes(&identity(&members), Type::Identity), expected, "{condition}");
    }
    let unsupported = identity(
        r#""Action": "s3:ListAllMyBuckets", "Resource": "*", "Condition": {"StringEquals": {"s3:prefix": "x"}}"#,
    );
    assert_eq!(codes(&unsupported, Type::Identity), ["UNSUPPORTED_ACTION_FOR_CONDITION_KEY"]);
}

#[test]
fn principals_of_resource_policies() {
    for (principal, expected) in [
        (r#""Principal": "*""#, &[][..]),
        (r#""Principal": {"AWS": "111122223333"}"#, &[]),
        (r#""Principal": "someone""#, &["INVALID_PRINCIPAL_FORMAT"]),
        (r#""Principal": {}"#, &["EMPTY_OBJECT_PRINCIPAL"]),
        (r#""Principal": {"AWS": []}"#, &["EMPTY_ARRAY_PRINCIPAL"]),
        (r#""Principal": {"Person": "x"}"#, &["INVALID_PRINCIPAL_KEY"]),
        (r#""NotPrincipal": {"AWS": "111122223333"}"#, &["ALLOW_WITH_NOT_PRINCIPAL"]),
        (
            r#""Principal": {"AWS": "arn:aws:iam::111122223333:role/*"}"#,
            &["UNSUPPORTED_WILDCARD_IN_PRINCIPAL"],
        ),
        (r#""Principal": {"AWS": "AROAJQABLZS4A3QDU576Q"}"#, &["INVALID_ROLE_REFERENCE"]),
        (r#""Principal": {"AWS": "AIDAJQABLZS4A3QDU576Q"}"#, &["INVALID_USER_REFERENCE"]),
        (
            r#""Principal": {"Service": "sns.amazonaws.com"}"#,
            &["RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL"],
        ),
        (
            r#""Principal": {"Service": "sns"}, "Condition": {"StringEquals": {"aws:SourceAccount": "111122223333"}}"#,
            &["INVALID_SERVICE_PRINCIPAL_FORMAT"],
        ),
        (
            r#""Principal": {"Federated": "accounts.google.com"}"#,
            &["FEDERATED_PRINCIPAL_NOT_SUPPORTED"],
        ),
        (
            r#""Principal": {"Service": "sns.amazonaws.com"}, "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}"#,
            &[
                "RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL",
                "UNSUPPORTED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL",
            ],
        ),
    ] {
        let text = resource(&format!(r#""Action": "sqs:SendMessage", {principal}"#));
        assert_eq!(codes(&text, Type::Resource), expected, "{principal}");
    }
    let nobody = resource(r#""Action": "sqs:SendMessage""#);
    assert_eq!(codes(&nobody, Type::Resource), ["MISSING_PRINCIPAL"]);
}

#[test]
fn policies_of_a_type_of_resource() {
    let text = resource(r#""Principal": "*", "Action": ["s3:GetObject", "sqs:SendMessage"]"#);
    let codes = |kind| -> Vec<&str> {
        let reports = validate(&text, Type::Resource, kind);
        reports.iter().map(|report| report.code).collect()
    };
    assert_eq!(codes(None), [] as [&str; 0]);
    assert_eq!(codes(Some("AWS::S3::Bucket")), ["UNSUPPORTED_ACTION_IN_POLICY"]);
}

#[test]
fn trust_policies() {
    for (members, expected) in [
        (r#""Principal": {"AWS": "111122223333"}, "Action": "sts:AssumeRole""#, &[][..]),
        (r#""Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole""#, &[]),
        (
            r#""Principal": "*", "Action": "sts:AssumeRole""#,
            &["ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL"],
        ),
        (
            r#""NotPrincipal": {"AWS": "111122223333"}, "Action": "sts:AssumeRole""#,
            &["ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTPRINCIPAL"],
        ),
        (
            r#""Principal": {"Federated": "nobody"}, "Action": "sts:TagSession""#,
            &["INVALID_FEDERATED_PRINCIPAL_SYNTAX_IN_ROLE_TRUST_POLICY"],
        ),
        (
            r#""Principal": {"Service": "rolesanywhere.amazonaws.com"}, "Action": "sts:AssumeRole""#,
            &["MISSING_ACTION_FOR_ROLES_ANYWHERE_TRUST_POLICY"],
        ),
        (
            r#""Principal": {"Federated": "accounts.google.com"}, "Action": "sts:AssumeRoleWithWebIdentity""#,
            &["MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL"],
        ),
        (
            r#""Principal": {"Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"}, "Action": "sts:AssumeRoleWithWebIdentity""#,
            &["MISSING_GITHUB_REPO_CONDITION_KEY"],
        ),
        (
            r#""Principal": {"Federated": "arn:aws:iam::111122223333:saml-provider/x"}, "Action": "sts:AssumeRole""#,
            &["MISMATCHED_ACTION_FOR_PRINCIPAL"],
        ),
    ] {
        assert_eq!(codes(&identity(members), Type::Trust), expected, "{members}");
    }
    let with = identity(
        r#""Principal": {"AWS": "111122223333"}, "Action": "sts:AssumeRole", "Resource": "*""#,
    );
    assert_eq!(codes(&with, Type::Trust), ["ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE"]);
}

#[test]
fn policies_of_organizations() {
    let scp = identity(r#""Action": ["s3:*Object", "s3:Get*"], "Resource": "*""#);
    assert_eq!(codes(&scp, Type::ServiceControl), ["SCP_SYNTAX_ERROR_ACTION_WILDCARD"]);
    let deny = |members: &str| identity(members).replace("Allow", "Deny");
    for (members, expected) in [
        (r#""Principal": "*", "Action": "s3:*", "Resource": "*""#, &[][..]),
        (r#""Principal": "*", "Action": "ec2:*", "Resource": "*""#, &["RCP_SYNTAX_ERROR_ACTION"]),
        (
            r#""Principal": {"AWS": "111122223333"}, "Action": "s3:*", "Resource": "*""#,
            &["RCP_SYNTAX_ERROR_PRINCIPAL"],
        ),
        (
            r#""Principal": "*", "NotAction": "s3:*", "Resource": "*""#,
            &["RCP_SYNTAX_ERROR_NOTACTION"],
        ),
    ] {
        assert_eq!(codes(&deny(members), Type::ResourceControl), expected, "{members}");
    }
}

/// The places of the example in the command line's documentation.
#[test]
fn places_are_exact() {
    let text = "{\n    \"Version\": \"2012-10-17\",\n    \"Statement\": [\n        {\n            \"Sid\": \"\",\n            \"Effect\": \"Allow\",\n            \"Principal\": {\n                \"Federated\": \"cognito-identity.amazonaws.com\"\n            },\n            \"Action\": [\n                \"sts:AssumeRole\",\n                \"sts:TagSession\"\n            ],\n            \"Condition\": {\n                \"StringEquals\": {\n                    \"cognito-identity.amazonaws.com:aud\": \"us-west-2_EXAMPLE\"\n                }\n            }\n        }\n    ]\n}\n";
    let reports = validate(text, Type::Resource, None);
    assert_eq!(
        reports.iter().map(|r| r.code).collect::<Vec<_>>(),
        [
            "EMPTY_SID_VALUE",
            "MISMATCHED_ACTION_FOR_PRINCIPAL",
            "UNSUPPORTED_ACTION_FOR_CONDITION_KEY"
        ]
    );
    let span = reports[0].places[0].span;
    assert_eq!((span.start, span.end), (79, 81));
    assert_eq!(text::Lines::of(text).place(span.start), (5, 19));
    let action = reports[1].places[0].span;
    assert_eq!((action.start, action.end), (258, 274));
}
