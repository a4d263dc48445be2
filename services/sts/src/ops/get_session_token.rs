//! GetSessionToken: the caller's own temporary credentials, with a second factor when the call gives one.
//! Ref: <https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html>

use gen_sts::{GetSessionTokenInput, GetSessionTokenOutput};
use kernel::{ApiError, ApiResult, Arn, Cx, Session, SessionKind};

use crate::{access, duration, mfa, session};

pub(crate) async fn get_session_token(
    cx: &mut Cx<'_>,
    input: &GetSessionTokenInput,
) -> ApiResult<GetSessionTokenOutput> {
    session::refuse_size(input.minimum_session_token_size)?;
    access::refuse_sessions(cx, "GetSessionToken")?;
    let mut mfa = None;
    if let Some(given) = mfa::given(input.serial_number.as_deref(), input.token_code.as_deref())? {
        mfa::verify(cx, &given).await?;
        mfa = Some(cx.now().whole_seconds());
    }
    let caller = cx.caller();
    let arn: Arn = caller.arn(cx.region()).parse().map_err(ApiError::bug)?;
    let credentials = session::issue(
        cx,
        Session {
            kind: SessionKind::Own,
            account: caller.account,
            arn: arn.clone(),
            unique_id: caller.unique_id(),
            issuer: arn,
            issued: cx.now().whole_seconds(),
            expires: session::end(cx, duration::of_user(input.duration_seconds, caller)),
            mfa,
            tags: Vec::new(),
            transitive_tags: Vec::new(),
            source_identity: None,
            policies: None,
            provider: None,
            chained: false,
            keys: Vec::new(),
        },
    );
    Ok(GetSessionTokenOutput { credentials: Some(credentials), ..GetSessionTokenOutput::default() })
}
