//! What access control lists allow, as statements of a policy: so that they take part in the evaluation of a call as
//! everything else does.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#permissions>

use std::fmt::Write as _;

use crate::acl::{Acl, Grantee, Group, Permission};

/// What a list stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum On {
    Bucket,
    Object,
}

/// The actions that a permission allows. On what it means nothing, it allows nothing.
fn actions(on: On, permission: Permission) -> &'static [&'static str] {
    use Permission::{FullControl, Read, ReadAcp, Write, WriteAcp};
    match (on, permission) {
        (On::Bucket, Read) => {
            &["s3:ListBucket", "s3:ListBucketVersions", "s3:ListBucketMultipartUploads"]
        }
        (On::Bucket, Write) => &["s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"],
        (On::Bucket, ReadAcp) => &["s3:GetBucketAcl"],
        (On::Bucket, WriteAcp) => &["s3:PutBucketAcl"],
        (On::Bucket, FullControl) => &[
            "s3:ListBucket",
            "s3:ListBucketVersions",
            "s3:ListBucketMultipartUploads",
            "s3:PutObject",
            "s3:DeleteObject",
            "s3:AbortMultipartUpload",
            "s3:GetBucketAcl",
            "s3:PutBucketAcl",
        ],
        (On::Object, Read) => &["s3:GetObject", "s3:GetObjectVersion"],
        (On::Object, Write) => &[],
        (On::Object, ReadAcp) => &["s3:GetObjectAcl", "s3:GetObjectVersionAcl"],
        (On::Object, WriteAcp) => &["s3:PutObjectAcl", "s3:PutObjectVersionAcl"],
        (On::Object, FullControl) => &[
            "s3:GetObject",
            "s3:GetObjectVersion",
            "s3:GetObjectAcl",
            "s3:GetObjectVersionAcl",
            "s3:PutObjectAcl",
            "s3:PutObjectVersionAcl",
        ],
    }
}

/// Whether a list could allow the action to anybody: most calls need not look.
pub(crate) fn concerns(on: On, action: &str) -> bool {
    actions(on, Permission::FullControl).contains(&action)
}

/// The statements of a list, as JSON texts: for each grant that is about `action`, one that allows it on anything.
/// `ignore_public`: Block Public Access has grants to everybody ignored.
pub(crate) fn statements(acl: &Acl, on: On, action: &str, ignore_public: bool) -> Vec<String> {
    let mut found = Vec::new();
    for grant in acl.grants.iter().flatten() {
        if !actions(on, grant.permission).contains(&action) {
            continue;
        }
        let who = match &grant.grantee {
            Grantee::Group(group) if group.is_public() && ignore_public => continue,
            // The service that delivers logs writes on its own behalf.
            Grantee::Group(Group::LogDelivery) => continue,
            Grantee::Group(Group::AllUsers) => r#""Principal":"*""#.to_owned(),
            Grantee::Group(Group::AuthenticatedUsers) => r#""Principal":"*","Condition":{"StringNotEquals":{"aws:PrincipalType":"Anonymous"}}"#.to_owned(),
            // Lists hold nothing but hexadecimal digits here.
            Grantee::Canonical(id) => format!(r#""Principal":{{"CanonicalUser":"{id}"}}"#),
        };
        found.push(format!(r#"{{"Effect":"Allow",{who},"Action":"{action}","Resource":"*"}}"#));
    }
    found
}

/// The policy of a thing: its own document (JSON, validated) with further statements behind its own.
pub(crate) fn with_statements(policy: Option<&str>, more: &[String]) -> Option<String> {
    let own = match (policy, more) {
        (None, []) => return None,
        (Some(policy), []) => return Some(policy.to_owned()),
        (own, _) => own,
    };
    let mut text = match own.and_then(own_statements) {
        Some((version, own)) => format!(r#"{{"Version":{version},"Statement":[{own},"#),
        None => r#"{"Version":"2012-10-17","Statement":["#.to_owned(),
    };
    for (at, statement) in more.iter().enumerate() {
        let comma = if at == 0 { "" } else { "," };
        // Writing to a string does not fail.
        let _written = write!(text, "{comma}{statement}");
    }
    text.push_str("]}");
    Some(text)
}

/// The version and the statements, without the brackets of a list, as JSON texts.
fn own_statements(policy: &str) -> Option<(String, String)> {
    #[derive(serde::Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Text<'a> {
        #[serde(borrow)]
        version: Option<&'a serde_json::value::RawValue>,
        #[serde(borrow)]
        statement: &'a serde_json::value::RawValue,
    }
    let text: Text<'_> = serde_json::from_str(policy).ok()?;
    let version = text.version.map_or(r#""2008-10-17""#, |version| version.get());
    let own = text.statement.get().trim();
    let own = own.strip_prefix('[').and_then(|own| own.strip_suffix(']')).unwrap_or(own).trim();
    (!own.is_empty()).then(|| (version.to_owned(), own.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::acl::Grant;

    fn acl(grantee: Grantee, permission: Permission) -> Acl {
        Acl { grants: Some(vec![Grant { grantee, permission }]) }
    }

    #[test]
    fn what_a_list_allows() {
        let everyone = || Grantee::Group(Group::AllUsers);
        for (on, permission, action, ignore, count) in [
            (On::Object, Permission::Read, "s3:GetObject", false, 1),
            (On::Object, Permission::Read, "s3:GetObject", true, 0),
            (On::Object, Permission::Read, "s3:PutObject", false, 0),
            (On::Object, Permission::Write, "s3:PutObject", false, 0),
            (On::Bucket, Permission::Write, "s3:PutObject", false, 1),
            (On::Bucket, Permission::Read, "s3:ListBucket", false, 1),
            (On::Bucket, Permission::Read, "s3:GetObject", false, 0),
            (On::Bucket, Permission::FullControl, "s3:GetBucketAcl", false, 1),
        ] {
            let found = statements(&acl(everyone(), permission), on, action, ignore);
            assert_eq!(found.len(), count, "{on:?} {permission:?} {action} {ignore}");
        }
        let delivery = acl(Grantee::Group(Group::LogDelivery), Permission::Write);
        assert!(statements(&delivery, On::Bucket, "s3:PutObject", false).is_empty());
    }

    #[test]
    fn the_joined_policy_is_one_that_the_language_has() {
        let more = statements(
            &acl(Grantee::Group(Group::AuthenticatedUsers), Permission::Read),
            On::Object,
            "s3:GetObject",
            false,
        );
        let one = r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*"}}"#;
        let list = one.replace("\"Statement\":{", "\"Statement\":[{").replace("}}", "}]}");
        for (own, count) in [(None, 1), (Some(one), 2), (Some(list.as_str()), 2)] {
            let text = with_statements(own, &more).unwrap();
            let document = policy::PolicyDocument::parse(&text).unwrap();
            assert_eq!(document.statements.len(), count, "{text}");
        }
        assert_eq!(with_statements(None, &[]), None);
        assert_eq!(with_statements(Some(one), &[]).as_deref(), Some(one));
    }
}
