//! Block Public Access, and what counts as public: of a bucket policy, and of a list.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html>

use gen_s3::PublicAccessBlockConfiguration;
use policy::{ConditionEntry, Effect, PolicyDocument, PrincipalSpec, Statement};
use serde::{Deserialize, Serialize};

/// The four settings, of a bucket, an access point or an account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PublicAccessBlock {
    /// Public lists are not written.
    pub(crate) block_acls: bool,
    /// Public grants of lists count for nothing.
    pub(crate) ignore_acls: bool,
    /// Public policies are not written.
    pub(crate) block_policy: bool,
    /// A bucket with a public policy serves its own account alone.
    pub(crate) restrict_buckets: bool,
}

impl PublicAccessBlock {
    /// What new buckets have.
    pub(crate) const ALL: PublicAccessBlock = PublicAccessBlock {
        block_acls: true,
        ignore_acls: true,
        block_policy: true,
        restrict_buckets: true,
    };

    /// Settings add up: the strictest of all that apply counts.
    pub(crate) fn and(self, other: PublicAccessBlock) -> PublicAccessBlock {
        PublicAccessBlock {
            block_acls: self.block_acls || other.block_acls,
            ignore_acls: self.ignore_acls || other.ignore_acls,
            block_policy: self.block_policy || other.block_policy,
            restrict_buckets: self.restrict_buckets || other.restrict_buckets,
        }
    }

    pub(crate) fn of(given: &PublicAccessBlockConfiguration) -> PublicAccessBlock {
        PublicAccessBlock {
            block_acls: given.block_public_acls.unwrap_or(false),
            ignore_acls: given.ignore_public_acls.unwrap_or(false),
            block_policy: given.block_public_policy.unwrap_or(false),
            restrict_buckets: given.restrict_public_buckets.unwrap_or(false),
        }
    }

    pub(crate) fn shown(self) -> PublicAccessBlockConfiguration {
        PublicAccessBlockConfiguration {
            block_public_acls: Some(self.block_acls),
            ignore_public_acls: Some(self.ignore_acls),
            block_public_policy: Some(self.block_policy),
            restrict_public_buckets: Some(self.restrict_buckets),
        }
    }
}

/// Keys that tie a statement to somebody, when the condition gives them fixed values.
const BINDING_KEYS: [&str; 14] = [
    "aws:principalaccount",
    "aws:principalarn",
    "aws:principalorgid",
    "aws:principalorgpaths",
    "aws:sourceaccount",
    "aws:sourcearn",
    "aws:sourceorgid",
    "aws:sourceowner",
    "aws:sourcevpc",
    "aws:sourcevpce",
    "aws:userid",
    "s3:dataaccesspointaccount",
    "s3:dataaccesspointarn",
    "s3:x-amz-server-side-encryption-aws-kms-key-id",
];

/// Whether a policy lets everybody in: no condition ties what it allows to somebody.
/// Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status>
pub(crate) fn is_public(policy: &PolicyDocument) -> bool {
    policy.statements.iter().any(statement_is_public)
}

fn statement_is_public(statement: &Statement) -> bool {
    let everyone = statement.principal.as_ref().is_some_and(|element| {
        element.negated || element.principals.contains(&PrincipalSpec::Everyone)
    });
    statement.effect == Effect::Allow && everyone && !statement.conditions.iter().any(binds)
}

fn binds(entry: &ConditionEntry) -> bool {
    let operator = entry.operator.to_string().to_ascii_lowercase();
    // What may be absent, or need not be so, ties nothing.
    if operator.ends_with("ifexists")
        || operator.contains("not")
        || operator.starts_with("forallvalues")
    {
        return false;
    }
    let key = entry.key.to_ascii_lowercase();
    if key == "aws:sourceip" {
        return !entry.values.is_empty() && entry.values.iter().all(|value| is_narrow(value));
    }
    // An access point's name may be open as long as its account is fixed.
    let fixed = |value: &String| match key.as_str() {
        "s3:dataaccesspointarn" => is_fixed(value.rsplit_once(':').map_or(value, |(head, _)| head)),
        "aws:userid" => is_fixed(value.strip_suffix(":*").unwrap_or(value)),
        _ => is_fixed(value),
    };
    BINDING_KEYS.contains(&key.as_str())
        && !entry.values.is_empty()
        && entry.values.iter().all(fixed)
}

/// A fixed value has no wildcard and no variable in it.
fn is_fixed(value: &str) -> bool {
    !value.is_empty() && !value.contains(['*', '?']) && !value.contains("${")
}

/// A range of addresses that is not so wide as to mean everybody: wider than /8, or /32 of IPv6.
fn is_narrow(range: &str) -> bool {
    let (address, bits) = match range.split_once('/') {
        Some((address, bits)) => (address, bits.parse::<u8>().ok()),
        None => (range, Some(128)),
    };
    match (address.parse::<std::net::IpAddr>(), bits) {
        (Ok(std::net::IpAddr::V4(_)), Some(bits)) => bits >= 8,
        (Ok(std::net::IpAddr::V6(_)), Some(bits)) => bits >= 32,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_public() {
        for (principal, condition, public) in [
            (r#""*""#, "", true),
            (r#"{"AWS":"*"}"#, "", true),
            (r#"{"AWS":["111122223333","*"]}"#, "", true),
            (r#"{"AWS":"111122223333"}"#, "", false),
            (r#"{"Service":"s3.amazonaws.com"}"#, "", false),
            (r#""*""#, r#""StringEquals":{"aws:SourceVpc":"vpc-1"}"#, false),
            (r#""*""#, r#""StringLike":{"aws:SourceVpc":"vpc-*"}"#, true),
            (r#""*""#, r#""StringNotEquals":{"aws:SourceVpc":"vpc-1"}"#, true),
            (r#""*""#, r#""StringEqualsIfExists":{"aws:SourceVpc":"vpc-1"}"#, true),
            (r#""*""#, r#""StringEquals":{"aws:PrincipalOrgID":"o-1"}"#, false),
            (r#""*""#, r#""IpAddress":{"aws:SourceIp":"192.0.2.0/24"}"#, false),
            (r#""*""#, r#""IpAddress":{"aws:SourceIp":"192.0.2.1"}"#, false),
            (r#""*""#, r#""IpAddress":{"aws:SourceIp":"0.0.0.0/1"}"#, true),
            (r#""*""#, r#""IpAddress":{"aws:SourceIp":["192.0.2.0/24","::/0"]}"#, true),
            (r#""*""#, r#""StringEquals":{"s3:prefix":"a"}"#, true),
            (
                r#""*""#,
                r#""ArnLike":{"s3:DataAccessPointArn":"arn:aws:s3:r:1:accesspoint/*"}"#,
                false,
            ),
            (r#""*""#, r#""StringLike":{"aws:userid":"AROAEXAMPLE:*"}"#, false),
        ] {
            let text = format!(
                r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{principal},
                "Action":"s3:GetObject","Resource":"*","Condition":{{{condition}}}}}]}}"#
            );
            let document = PolicyDocument::parse(&text).unwrap();
            assert_eq!(is_public(&document), public, "{principal} {condition}");
            let deny = text.replace("\"Allow\"", "\"Deny\"");
            assert!(!is_public(&PolicyDocument::parse(&deny).unwrap()));
        }
    }
}
