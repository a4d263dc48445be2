//! AssumeRoot: a quarter of an hour as the root of a member account, for one of five tasks, for the organization's
//! management account or its delegated administrator for IAM.
//! Ref: <https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoot.html>

use gen_sts::{AssumeRootInput, AssumeRootOutput};
use kernel::{AccountId, ApiError, ApiResult, Arn, Cx, Session, SessionKind};

use crate::root_target::RootTarget;
use crate::{errors, limits, session};

const TASKS: [&str; 5] = [
    "IAMAuditRootUserCredentials",
    "IAMCreateRootUserPassword",
    "IAMDeleteRootUserCredentials",
    "S3UnlockBucketPolicy",
    "SQSUnlockQueuePolicy",
];
/// The task policies deny all else; what they leave is root's to do.
const ALLOW: &str =
    r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#;

pub(crate) async fn assume_root(
    cx: &mut Cx<'_>,
    input: &AssumeRootInput,
) -> ApiResult<AssumeRootOutput> {
    session::refuse_size(input.minimum_session_token_size)?;
    let target = RootTarget::parse(&input.target_principal)?;
    let task = input.task_policy_arn.arn.as_deref().unwrap_or_default();
    let start = format!("arn:{}:iam::aws:policy/root-task/", cx.partition());
    let name = task.strip_prefix(&start);
    if !name.is_some_and(|name| TASKS.contains(&name)) {
        return Err(errors::no_such_policy(task));
    }
    may(cx, target.account).await?;
    let policy = cx.managed_policy(task).await?.ok_or_else(|| errors::no_such_policy(task))?;
    let arn: Arn = target.arn().parse().map_err(ApiError::bug)?;
    let calling = cx.caller().session.as_deref();
    let source_identity = calling.and_then(|session| session.source_identity.clone());
    let seconds = match input.duration_seconds.unwrap_or(0) {
        0 => limits::ASSUMED_ROOT_SESSION,
        asked => asked,
    };
    let credentials = session::issue(
        cx,
        Session {
            kind: SessionKind::Root,
            account: target.account,
            arn: arn.clone(),
            unique_id: target.account.to_string(),
            issuer: arn,
            issued: cx.now().whole_seconds(),
            expires: session::end(cx, seconds),
            mfa: None,
            tags: Vec::new(),
            transitive_tags: Vec::new(),
            source_identity: source_identity.clone(),
            policies: Some(vec![
                (task.to_owned(), policy.document.to_string()),
                ("root".to_owned(), ALLOW.to_owned()),
            ]),
            provider: None,
            chained: calling.is_some(),
            keys: Vec::new(),
        },
    );
    Ok(AssumeRootOutput {
        credentials: Some(credentials),
        source_identity,
        ..AssumeRootOutput::default()
    })
}

/// Whether the caller's account may act as the root of `member`.
async fn may(cx: &mut Cx<'_>, member: AccountId) -> ApiResult<()> {
    let (caller, arn) = (cx.caller().account, cx.caller().arn(cx.region()));
    let denied = || errors::may_not_assume_root(&arn, member);
    let ours = cx.membership(caller).await?.ok_or_else(denied)?;
    let theirs = cx.membership(member).await?.ok_or_else(denied)?;
    if ours.organization != theirs.organization || theirs.management == member {
        return Err(denied());
    }
    if !ours.root_features.1 {
        return Err(errors::root_sessions_are_off());
    }
    let administers = caller == ours.management
        || cx.is_delegated_administrator(caller, "iam.amazonaws.com").await?;
    if administers { Ok(()) } else { Err(denied()) }
}
