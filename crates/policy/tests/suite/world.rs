//! The small world of the random cases: few names, so that policies and requests meet.

pub(crate) const ACTIONS: [&str; 5] =
    ["s3:GetObject", "S3:putobject", "sqs:SendMessage", "s3:ListBucket", "sts:AssumeRole"];

pub(crate) const ACTION_PATTERNS: [&str; 13] = [
    "*",
    "*",
    "s3:*",
    "s3:Get*",
    "S3:PutObject",
    "sqs:*",
    "s3:?etObject",
    "s*:*",
    "s3:*Object",
    "iam:*",
    "*:*e*s*",
    "s3:GetObject",
    "sts:Assume*",
];

pub(crate) const RESOURCES: [&str; 7] = [
    "arn:aws:s3:::b/k",
    "arn:aws:s3:::b/bob/x",
    "arn:aws:s3:::b",
    "arn:aws:sqs:us-east-1:111111111111:q",
    "arn:aws:sqs:us-east-1:222222222222:q:bob",
    "arn:aws:s3:::b/*?$",
    "*",
];

pub(crate) const RESOURCE_PATTERNS: [&str; 20] = [
    "*",
    "*",
    "*",
    "arn:aws:s3:::b/*",
    "arn:aws:s3:::*",
    "arn:aws:s3:::b",
    "arn:aws:s3:::b/${aws:username}/*",
    "arn:aws:sqs:*:*:q",
    "arn:aws:sqs:us-*:q*",
    "arn:aws:sqs:us-*-1:?11111111111:q",
    "arn:aws:sqs*:${aws:username, 'bob'}",
    "arn:aws:s3:::b/${*}",
    "arn:aws:s3:::b/${*}${?}${$}",
    "arn:aws:s3:::b/${s3:none}*",
    "arn:aws:s3:::b/${aws:TagKeys, 'k'}",
    "arn:aws:s3:::?/${AWS:PrincipalTag/Team, 'bob'}/?",
    "arn:aws:s3:::b/${aws:username",
    "arn:aws:s?s:*",
    "arn:aws:*:*:*:*b*",
    "arn:*:s3:::b*/*k",
];

/// Each form that a principal has.
pub(crate) const PRINCIPALS: [&str; 18] = [
    r#""*""#,
    r#"{"AWS": "*"}"#,
    r#"{"AWS": "111111111111"}"#,
    r#"{"AWS": "arn:aws:iam::222222222222:root"}"#,
    r#"{"AWS": "arn:aws:iam::111111111111:user/bob"}"#,
    r#"{"AWS": ["arn:aws:iam::222222222222:user/bob", "222222222222"]}"#,
    r#"{"AWS": ["arn:aws:iam::111111111111:user/bob", "111111111111"]}"#,
    r#"{"AWS": "arn:aws:iam::111111111111:role/p/r"}"#,
    r#"{"AWS": "arn:aws:sts::111111111111:assumed-role/r/s"}"#,
    r#"{"AWS": ["arn:aws:sts::111111111111:assumed-role/r/s", "arn:aws:iam::111111111111:role/p/r", "111111111111"]}"#,
    r#"{"AWS": "arn:aws:sts::111111111111:federated-user/fed"}"#,
    r#"{"Service": ["sns.amazonaws.com", "events.amazonaws.com"]}"#,
    r#"{"Service": "*"}"#,
    r#"{"Federated": "accounts.google.com"}"#,
    r#"{"AWS": "AIDABOBBOBBOBBOBBOB1"}"#,
    r#"{"AWS": "AROAROLEROLEROLEROL1"}"#,
    r#"{"CanonicalUser": "79a5"}"#,
    r#"{"AWS": "111111111111", "Service": "sns.amazonaws.com", "Federated": "accounts.google.com"}"#,
];

/// Operators of one kind, keys whose values they read, and values.
pub(crate) struct Family {
    pub(crate) tests: &'static [&'static str],
    pub(crate) keys: &'static [&'static str],
    pub(crate) values: &'static [&'static str],
}

const ORDERS_OF_NUMBERS: &[&str] = &[
    "NumericEquals",
    "NumericNotEquals",
    "NumericLessThan",
    "NumericLessThanEquals",
    "NumericGreaterThan",
    "NumericGreaterThanEquals",
];
const ORDERS_OF_DATES: &[&str] = &[
    "DateEquals",
    "DateNotEquals",
    "DateLessThan",
    "DateLessThanEquals",
    "DateGreaterThan",
    "DateGreaterThanEquals",
];

/// All 27 operators.
pub(crate) const FAMILIES: [Family; 9] = [
    Family {
        tests: &[
            "StringEquals",
            "StringNotEquals",
            "StringEqualsIgnoreCase",
            "StringNotEqualsIgnoreCase",
            "StringLike",
            "StringNotLike",
        ],
        keys: &["aws:username", "AWS:UserName", "s3:prefix", "aws:PrincipalTag/team", "s3:none"],
        values: &[
            "bob",
            "BOB",
            "a*",
            "?b",
            "*",
            "",
            "${aws:username}",
            "${aws:username}/*",
            "${aws:PrincipalTag/Team, 'red'}",
            "${s3:none}",
            "a${*}",
            "${aws:TagKeys}",
            "r?d",
        ],
    },
    Family {
        tests: &["StringEquals", "StringNotEquals", "StringLike", "StringNotLike"],
        keys: &["aws:TagKeys", "aws:SecureTransport", "s3:max-keys", "aws:SourceIp"],
        values: &["x", "y", "x*", "z", "true", "10", "10.*", ""],
    },
    Family {
        tests: ORDERS_OF_NUMBERS,
        keys: &["s3:max-keys", "aws:MultiFactorAuthAge", "x:Numbers", "s3:none"],
        values: &["7", "10", "5.5", "-3", "300"],
    },
    Family {
        tests: ORDERS_OF_DATES,
        keys: &["aws:CurrentTime", "aws:TokenIssueTime", "x:Dates", "s3:none"],
        values: &["2020-01-01T00:00:00Z", "2020-01-01", "1577836801", "2019-12-31T23:59:59Z"],
    },
    Family {
        tests: &["Bool"],
        keys: &["aws:SecureTransport", "aws:ViaAWSService", "x:Bools", "s3:none"],
        values: &["true", "false", "TRUE"],
    },
    Family {
        tests: &["BinaryEquals"],
        keys: &["x:Blob", "x:Blobs", "s3:none"],
        values: &["QQ==", "Qg==", "QmluYXJ5"],
    },
    Family {
        tests: &["IpAddress", "NotIpAddress"],
        keys: &["aws:SourceIp", "aws:VpcSourceIp", "x:Ips", "s3:none"],
        values: &[
            "10.0.0.0/8",
            "192.168.0.0/16",
            "10.1.2.3",
            "2001:db8::/33",
            "0.0.0.0/0",
            "10.1.2.2/31",
        ],
    },
    Family {
        tests: &["ArnEquals", "ArnNotEquals", "ArnLike", "ArnNotLike"],
        keys: &["aws:SourceArn", "aws:PrincipalArn", "x:Arns", "s3:none"],
        values: &[
            "arn:aws:sns:*:*:t",
            "arn:aws:s3:*:*:b",
            "arn:aws:sns:*:*:t*",
            "arn:aws:iam::*:user/${aws:username}",
            "arn:aws:iam::?11111111111:*",
            "${aws:SourceArn}",
            "*",
            "arn:aws:sns:*",
        ],
    },
    Family {
        tests: &["Null"],
        keys: &["aws:TagKeys", "aws:username", "s3:none", "s3:prefix"],
        values: &["true", "false"],
    },
];
