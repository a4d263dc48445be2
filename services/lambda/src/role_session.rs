//! What code runs as: credentials of the execution role, for an environment of a function.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html>

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use kernel::{
    AccountId, ApiError, ApiResult, Arn, Caller, Credentials, Kernel, Principal, Region,
    ServiceSession, Session, transact,
};

/// Lambda's principal.
const PRINCIPAL: &str = "lambda.amazonaws.com";
/// Longest name of a session.
const SESSION_NAME: usize = 64;
/// How long credentials last.
const LIFE: Duration = Duration::from_secs(3_600);

/// What the session of a function is called; STS takes no name of one character alone. Recorded.
pub(crate) fn session_name(function: &str) -> Cow<'_, str> {
    match function.len() {
        0..=1 => Cow::Owned(format!("{function}@lambda_function")),
        _ => Cow::Borrowed(function.get(..SESSION_NAME).unwrap_or(function)),
    }
}

/// Who code of the function `name` of `account` is while it runs as `role`; `None` when Lambda may not act as the role.
pub async fn execution_caller(
    kernel: &Kernel,
    account: AccountId,
    region: &Region,
    role: &str,
    name: &str,
) -> ApiResult<Option<Caller>> {
    let Ok(role) = role.parse::<Arn>() else { return Ok(None) };
    let caller = Arc::new(Caller::service("lambda", account));
    let call = kernel.call_as("lambda", &caller, region);
    let source = format!("arn:{}:lambda:{region}:{account}:function:{name}", region.partition());
    transact!(kernel, &call, cx => {
        let session = ServiceSession {
            principal: PRINCIPAL,
            name: &session_name(name),
            source_arn: &source,
            source_account: account,
        };
        cx.assume_as_service(&role, session).await
    })
}

/// Keys for the same, with a session token, that last an hour. They sign like any that STS gave out.
pub async fn credentials_for(
    kernel: &Kernel,
    account: AccountId,
    region: &Region,
    role: &str,
    name: &str,
) -> ApiResult<Option<Credentials>> {
    let Some(caller) = execution_caller(kernel, account, region, role, name).await? else {
        return Ok(None);
    };
    let session = match (caller.session, &caller.principal) {
        (Some(session), _) => Session::clone(&session),
        // A cloud that knows no identities: whoever runs is the account's root.
        (None, Principal::Root) => root_session(kernel, caller.account)?,
        (None, _) => return Ok(None),
    };
    Ok(Some(kernel.issue_credentials(session)))
}

fn root_session(kernel: &Kernel, account: AccountId) -> ApiResult<Session> {
    let arn = Arn::new("aws", "iam", "", account.as_str(), "root").map_err(ApiError::bug)?;
    let issued = kernel.clock().now();
    Ok(Session::plain(account, arn, issued, issued.plus(LIFE)))
}
