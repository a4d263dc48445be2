//! The credentials that a grant gives: a session of the location's role, narrowed by a session policy to the grant.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-grants-credentials.html>

use std::sync::Arc;
use std::time::Duration;

use gen_s3control::Credentials;
use kernel::{ApiError, ApiResult, Arn, Cx, Partition, ServiceSession, Session};
use serde::Serialize;

use super::scope::Scope;
use super::{Location, PRINCIPAL, Permission, arn_here, errors};

const DEFAULT_SECONDS: i32 = 3_600;

const READS: [&str; 5] = [
    "s3:GetObject",
    "s3:GetObjectAcl",
    "s3:GetObjectVersion",
    "s3:GetObjectVersionAcl",
    "s3:ListMultipartUploadParts",
];

const WRITES: [&str; 6] = [
    "s3:AbortMultipartUpload",
    "s3:DeleteObject",
    "s3:DeleteObjectVersion",
    "s3:PutObject",
    "s3:PutObjectAcl",
    "s3:PutObjectVersionAcl",
];

/// Credentials for what `scope` says.
pub(crate) async fn begin(
    cx: &mut Cx<'_>,
    location: &Location,
    scope: &Scope,
    permission: Permission,
    seconds: Option<i32>,
) -> ApiResult<Credentials> {
    let role: Arn = location.role.parse().map_err(|_| errors::invalid_role())?;
    let seconds = seconds.unwrap_or(DEFAULT_SECONDS);
    let facts = cx.role_facts(&role).await?;
    if facts.is_some_and(|facts| facts.max_session_duration < seconds) {
        return Err(errors::session_too_long());
    }
    let instance = arn_here(cx, "");
    let name = format!("access-grants-{}", cx.random().uuid());
    let asked = ServiceSession {
        principal: PRINCIPAL,
        name: &name,
        source_arn: &instance,
        source_account: cx.account(),
    };
    let Some(caller) = cx.assume_as_service(&role, asked).await? else {
        return Err(errors::role_not_assumed());
    };
    let issued = cx.now();
    let expires = issued.plus(Duration::from_secs(seconds.unsigned_abs().into()));
    let session = match caller.session {
        Some(session) => Arc::unwrap_or_clone(session),
        None => Session::plain(cx.account(), role, issued, expires),
    };
    let policy = policy(cx.partition(), scope, permission)?;
    let made = cx.kernel().issue_credentials(Session {
        expires,
        policies: Some(vec![("session-policy".to_owned(), policy)]),
        keys: vec![("s3:AccessGrantsInstanceArn".to_owned(), vec![instance])],
        ..session
    });
    Ok(Credentials {
        access_key_id: Some(made.access_key_id),
        secret_access_key: Some(made.secret_access_key),
        session_token: Some(made.session_token),
        expiration: Some(made.expiration),
    })
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Policy<'a> {
    version: &'a str,
    statement: Vec<Statement<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Statement<'a> {
    effect: &'a str,
    action: Vec<&'a str>,
    resource: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    condition: Option<Condition<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Condition<'a> {
    string_like: Prefixes<'a>,
}

#[derive(Serialize)]
struct Prefixes<'a> {
    #[serde(rename = "s3:prefix")]
    prefix: &'a str,
}

/// The session policy: what may be done within the scope. Keys of KMS are left to their own policies and the role's.
fn policy(partition: Partition, scope: &Scope, permission: Permission) -> ApiResult<String> {
    let star = if scope.is_prefix { "*" } else { "" };
    let bucket = format!("arn:{partition}:s3:::{}", scope.bucket);
    let keys = format!("{}{star}", literal(&scope.key));
    let mut actions: Vec<&str> = Vec::new();
    if permission.reads() {
        actions.extend(READS);
    }
    if permission.writes() {
        actions.extend(WRITES);
    }
    let allow = |action, resource| Statement { effect: "Allow", action, resource, condition: None };
    let mut statement = vec![
        allow(actions, format!("{bucket}/{keys}")),
        allow(vec!["kms:Decrypt", "kms:GenerateDataKey"], "*".to_owned()),
    ];
    if permission.reads() {
        let listing = allow(vec!["s3:ListBucket", "s3:ListBucketVersions"], bucket);
        // Who may read the whole bucket may list it without a prefix.
        let condition =
            (keys != "*").then_some(Condition { string_like: Prefixes { prefix: &keys } });
        statement.push(Statement { condition, ..listing });
    }
    serde_json::to_string(&Policy { version: "2012-10-17", statement }).map_err(ApiError::bug)
}

/// A key with nothing in it that a policy would read as a pattern.
fn literal(key: &str) -> String {
    let mut text = String::with_capacity(key.len());
    for c in key.chars() {
        match c {
            '*' | '?' | '$' => text.extend(["${", c.encode_utf8(&mut [0; 4]), "}"]),
            c => text.push(c),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn policies_say_what_the_grant_says() {
        let scope = Scope::parse("s3://bucket/a?b/*").unwrap();
        let partition = kernel::Region::parse("eu-west-1").unwrap().partition();
        for (permission, reads, writes, lists) in [
            (Permission::Read, true, false, true),
            (Permission::Write, false, true, false),
            (Permission::ReadWrite, true, true, true),
        ] {
            let text = policy(partition, &scope, permission).unwrap();
            assert!(text.contains(r#""arn:aws:s3:::bucket/a${?}b/*""#), "{text}");
            assert_eq!(text.contains("s3:GetObject\""), reads, "{text}");
            assert_eq!(text.contains("s3:PutObject\""), writes, "{text}");
            assert_eq!(text.contains("s3:ListBucket\""), lists, "{text}");
        }
    }
}
