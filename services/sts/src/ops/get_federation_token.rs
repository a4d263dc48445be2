//! GetFederationToken: a session for somebody whom the calling user vouches for, limited by the policies that are
//! passed. Without any, the federated user may do what resource policies let them, and nothing else.
//! Ref: <https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html>

use gen_sts::{FederatedUser, GetFederationTokenInput, GetFederationTokenOutput};
use kernel::{ApiError, ApiResult, Arn, Cx, Session, SessionKind};

use crate::session_policy::{self, Passed};
use crate::{access, duration, session, session_tags};

pub(crate) async fn get_federation_token(
    cx: &mut Cx<'_>,
    input: &GetFederationTokenInput,
) -> ApiResult<GetFederationTokenOutput> {
    session::refuse_size(input.minimum_session_token_size)?;
    access::refuse_sessions(cx, "GetFederationToken")?;
    let caller = cx.caller();
    let passed = Passed { inline: input.policy.as_deref(), arns: input.policy_arns.as_deref() };
    let given = session_tags::pairs(input.tags.as_deref());
    let tags = session_tags::join(given, &[], Vec::new())?;
    let policies = session_policy::read(cx, caller.account, passed, &tags.all).await?;

    let issuer: Arn = caller.arn(cx.region()).parse().map_err(ApiError::bug)?;
    let arn = session::sts_arn(&issuer, &format!("federated-user/{}", input.name))?;
    let unique_id = format!("{}:{}", caller.account, input.name);
    let credentials = session::issue(
        cx,
        Session {
            kind: SessionKind::FederatedUser,
            account: caller.account,
            arn: arn.clone(),
            unique_id: unique_id.clone(),
            issuer,
            issued: cx.now().whole_seconds(),
            expires: session::end(cx, duration::of_user(input.duration_seconds, caller)),
            mfa: None,
            tags: tags.all,
            transitive_tags: tags.transitive,
            source_identity: None,
            // None passed is no permission, not all of the user's.
            policies: Some(policies.documents.unwrap_or_default()),
            provider: None,
            chained: false,
            keys: Vec::new(),
        },
    );
    Ok(GetFederationTokenOutput {
        credentials: Some(credentials),
        federated_user: Some(FederatedUser {
            federated_user_id: Some(unique_id),
            arn: Some(arn.to_string()),
        }),
        packed_policy_size: Some(policies.packed.unwrap_or(0)),
        ..GetFederationTokenOutput::default()
    })
}
