//! Key policies: the default ones, what a policy must be, and that nobody locks themselves out by one.
//! Ref: <https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html>

use gen_kms::errors::malformed_policy_document_exception as malformed;
use kernel::{AccountId, ApiResult, Arn, Cx, Required};
use policy::{Attached, Kind, PolicyDocument, PrincipalSpec, ResourceRule, validate};

use crate::limits;

/// The name of the only policy that a key has.
pub(crate) const DEFAULT: &str = "default";

/// The policy of a key that was created without one: it leaves everything to the account's identity policies.
pub(crate) fn default_of(partition: &str, account: AccountId) -> String {
    format!(
        r#"{{
  "Version" : "2012-10-17",
  "Id" : "key-default-1",
  "Statement" : [ {{
    "Sid" : "Enable IAM User Permissions",
    "Effect" : "Allow",
    "Principal" : {{
      "AWS" : "arn:{partition}:iam::{account}:root"
    }},
    "Action" : "kms:*",
    "Resource" : "*"
  }} ]
}}"#
    )
}

/// The policy of a key that AWS manages for `service`: for use through that service, by whoever of the account may use
/// the service.
pub(crate) fn managed_for(
    service: &str,
    partition: &str,
    region: &str,
    account: AccountId,
) -> String {
    format!(
        r#"{{
  "Version" : "2012-10-17",
  "Id" : "auto-{service}-1",
  "Statement" : [ {{
    "Sid" : "Allow access through {service} for all principals in the account that are authorized to use {service}",
    "Effect" : "Allow",
    "Principal" : {{
      "AWS" : "*"
    }},
    "Action" : [ "kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:CreateGrant",
      "kms:DescribeKey" ],
    "Resource" : "*",
    "Condition" : {{
      "StringEquals" : {{
        "kms:CallerAccount" : "{account}",
        "kms:ViaService" : "{service}.{region}.amazonaws.com"
      }}
    }}
  }}, {{
    "Sid" : "Allow direct access to key metadata to the account",
    "Effect" : "Allow",
    "Principal" : {{
      "AWS" : "arn:{partition}:iam::{account}:root"
    }},
    "Action" : [ "kms:Describe*", "kms:Get*", "kms:List*", "kms:RevokeGrant" ],
    "Resource" : "*"
  }} ]
}}"#
    )
}

/// Reads a policy that somebody sets, and checks that it can be a key's.
pub(crate) fn parse(text: &str) -> ApiResult<PolicyDocument> {
    if text.len() > limits::POLICY_BYTES {
        return Err(gen_kms::errors::limit_exceeded_exception(format!(
            "The key policy is longer than {} bytes.",
            limits::POLICY_BYTES
        )));
    }
    let document = PolicyDocument::parse(text).map_err(|error| malformed(error.to_string()))?;
    validate(&document, Kind::Resource).map_err(|error| malformed(error.to_string()))?;
    Ok(document)
}

/// Checks the policy `text` for the key `arn`: its form, that the principals are there whom it names, and, unless that
/// check is waived, that the caller could set another one.
pub(crate) async fn check(
    cx: &mut Cx<'_>,
    arn: &str,
    text: &str,
    bypass_lockout_check: bool,
) -> ApiResult<()> {
    let document = parse(text)?;
    let elements = document.statements.iter().filter_map(|statement| statement.principal.as_ref());
    for spec in elements.flat_map(|element| &element.principals) {
        if let PrincipalSpec::Arn(principal) = spec
            && !exists(cx, principal).await?
        {
            return Err(malformed(
                "Policy contains a statement with one or more invalid principals.",
            ));
        }
    }
    if bypass_lockout_check {
        return Ok(());
    }
    let attached = Attached::new(arn, &document);
    let later = Required::new("kms:PutKeyPolicy", arn)
        .owned_by(cx.account())
        .with_policy(attached, ResourceRule::Required)
        .with_key("kms:CallerAccount", cx.caller().account.as_str());
    match cx.would_be_allowed(later).await? {
        true => Ok(()),
        false => Err(malformed(
            "The new key policy will not allow you to update the key policy in the future.",
        )),
    }
}

/// Whether there is such a principal: users and roles are looked up; sessions come and go, and stand for themselves.
pub(crate) async fn exists(cx: &mut Cx<'_>, principal: &Arn) -> ApiResult<bool> {
    if !cx.knows_identities() {
        return Ok(true);
    }
    let resource = principal.resource();
    Ok(match principal.service() {
        "iam" if resource.starts_with("user/") => cx.user_facts(principal).await?.is_some(),
        "iam" if resource.starts_with("role/") => cx.role_facts(principal).await?.is_some(),
        _ => true,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_own_policies_are_good() {
        let account = AccountId::DEFAULT;
        assert!(parse(&default_of("aws", account)).is_ok());
        assert!(parse(&managed_for("sqs", "aws", "us-east-1", account)).is_ok());
    }

    #[test]
    fn what_is_no_policy_is_refused() {
        let long = format!(r#"{{"Id": "{}"}}"#, "x".repeat(limits::POLICY_BYTES));
        let malformed = "MalformedPolicyDocumentException";
        for (text, code) in [
            ("", malformed),
            ("{}", malformed),
            (r#"{"Version":"2012-10-17","Statement":[]}"#, malformed),
            (
                r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"kms:*","Resource":"*"}]}"#,
                malformed,
            ),
            (long.as_str(), "LimitExceededException"),
        ] {
            let found = parse(text).map(drop).map_err(|error| error.code().to_owned());
            assert_eq!(found, Err(code.to_owned()), "{text:.40}");
        }
    }
}
