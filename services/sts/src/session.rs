//! Sessions begin here: what every operation that issues credentials has in common.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp.html>

use std::time::Duration;

use gen_sts::{AssumedRoleUser, Credentials};
use kernel::{ApiError, ApiResult, Arn, Cx, RoleFacts, Session, SessionKind};

use crate::session_tags::SessionTags;

/// A session of a role, decided.
pub(crate) struct RoleSession<'a> {
    pub(crate) role: &'a RoleFacts,
    pub(crate) name: &'a str,
    pub(crate) seconds: i32,
    pub(crate) tags: SessionTags,
    pub(crate) source_identity: Option<String>,
    pub(crate) policies: Option<Vec<(String, String)>>,
    /// Who vouched for its holder, of a federated one.
    pub(crate) provider: Option<String>,
    pub(crate) chained: bool,
    pub(crate) keys: Vec<(String, Vec<String>)>,
}

/// Begins a role's session.
pub(crate) async fn of_role(
    cx: &mut Cx<'_>,
    session: RoleSession<'_>,
) -> ApiResult<(Credentials, AssumedRoleUser)> {
    let role = session.role;
    let account = account_of(&role.arn)?;
    let resource = format!("assumed-role/{}/{}", role.name, session.name);
    let arn = sts_arn(&role.arn, &resource)?;
    let unique_id = format!("{}:{}", role.id, session.name);
    cx.role_used(role).await?;
    let credentials = issue(
        cx,
        Session {
            kind: SessionKind::Role,
            account,
            arn: arn.clone(),
            unique_id: unique_id.clone(),
            issuer: role.arn.clone(),
            issued: cx.now().whole_seconds(),
            expires: end(cx, session.seconds),
            // A role's session does not say that a second factor was given to begin it.
            mfa: None,
            tags: session.tags.all,
            transitive_tags: session.tags.transitive,
            source_identity: session.source_identity,
            policies: session.policies,
            provider: session.provider,
            chained: session.chained,
            keys: session.keys,
        },
    );
    Ok((
        credentials,
        AssumedRoleUser { assumed_role_id: Some(unique_id), arn: Some(arn.to_string()) },
    ))
}

/// Credentials as answers show them.
pub(crate) fn issue(cx: &Cx<'_>, session: Session) -> Credentials {
    let issued = cx.kernel().issue_credentials(session);
    Credentials {
        access_key_id: Some(issued.access_key_id),
        secret_access_key: Some(issued.secret_access_key),
        session_token: Some(issued.session_token),
        expiration: Some(issued.expiration),
    }
}

/// When a session that begins now ends.
pub(crate) fn end(cx: &Cx<'_>, seconds: i32) -> kernel::Timestamp {
    cx.now().whole_seconds().plus(Duration::from_secs(seconds.unsigned_abs().into()))
}

/// `arn:aws:sts::ACCOUNT:resource`, in the partition and account of another ARN.
pub(crate) fn sts_arn(like: &Arn, resource: &str) -> ApiResult<Arn> {
    Arn::new(like.partition(), "sts", "", like.account(), resource).map_err(ApiError::bug)
}

fn account_of(arn: &Arn) -> ApiResult<kernel::AccountId> {
    kernel::AccountId::parse(arn.account())
        .ok_or_else(|| ApiError::bug(format!("{arn} names no account")))
}

/// Session tokens are as long as they are: one of a wanted size is not to be had.
pub(crate) fn refuse_size(minimum: Option<i32>) -> ApiResult<()> {
    match minimum {
        None | Some(0) => Ok(()),
        Some(_) => Err(ApiError::not_implemented("sts sessions with MinimumSessionTokenSize")),
    }
}
