//! AssumeRoleWithWebIdentity: a session of a role for the holder of a token that a registered provider signed. Unsigned;
//! it asks the provider for its keys, so it waits before its transaction.
//! Ref: <https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html>

use gen_sts::{AssumeRoleWithWebIdentityInput, AssumeRoleWithWebIdentityOutput};
use kernel::{ApiError, ApiResult, Cx, OidcProvider, WaitCx, transact};

use crate::jwt::Token;
use crate::role_arn::RoleArn;
use crate::session::{self, RoleSession};
use crate::session_policy::{self, Passed};
use crate::trust::{self, Federated};
use crate::web_identity::{self, WebIdentity};
use crate::{duration, errors, oidc, source_identity};

const ACTION: &str = "sts:AssumeRoleWithWebIdentity";

pub(crate) async fn assume_role_with_web_identity(
    wx: &mut WaitCx<'_>,
    input: &AssumeRoleWithWebIdentityInput,
) -> ApiResult<AssumeRoleWithWebIdentityOutput> {
    session::refuse_size(input.minimum_session_token_size)?;
    if input.provider_id.is_some() {
        // An OAuth 2.0 access token of Facebook or Amazon, which only these can check.
        return Err(ApiError::not_implemented("sts:AssumeRoleWithWebIdentity with ProviderId"));
    }
    let role = RoleArn::parse(&input.role_arn)?;
    let token = Token::parse(&input.web_identity_token).ok_or_else(errors::no_jwt)?;
    let issuer = token.claims.iss.as_deref();
    let issuer = issuer.ok_or_else(|| errors::identity_token("Missing a required claim: iss"))?;
    let provider: Option<OidcProvider> =
        transact!(wx, cx => cx.oidc_provider(role.account, issuer).await)?;
    let provider = provider.ok_or_else(|| errors::no_provider(issuer))?;
    if !oidc::signed(wx.kernel(), &provider, issuer, &token).await? {
        return Err(errors::token_signature());
    }
    let identity = web_identity::judge(&token.claims, &provider, wx.now())?;
    transact!(wx, cx => begin(cx, input, &role, &provider, &identity).await)
}

async fn begin(
    cx: &mut Cx<'_>,
    input: &AssumeRoleWithWebIdentityInput,
    arn: &RoleArn,
    provider: &OidcProvider,
    identity: &WebIdentity,
) -> ApiResult<AssumeRoleWithWebIdentityOutput> {
    let source_identity = source_identity::decide(identity.source_identity.as_deref(), None)?;
    let role = cx.role_facts(&arn.arn).await?.ok_or_else(|| errors::not_authorized(ACTION))?;
    let federated = Federated {
        action: ACTION,
        provider: provider.arn.as_str(),
        keys: &identity.keys,
        session_name: &input.role_session_name,
        tags: &identity.tags,
        source_identity: source_identity.as_deref(),
    };
    trust::ask(cx, arn.account, &role, federated).await?;
    let seconds = duration::of_role(input.duration_seconds, role.max_session_duration, false)?;
    let passed = Passed { inline: input.policy.as_deref(), arns: input.policy_arns.as_deref() };
    let policies = session_policy::read(cx, arn.account, passed, &identity.tags.all).await?;
    let session = RoleSession {
        role: &role,
        name: &input.role_session_name,
        seconds,
        tags: identity.tags.clone(),
        source_identity: source_identity.clone(),
        policies: policies.documents,
        provider: Some(provider.arn.to_string()),
        chained: false,
        keys: identity.keys.clone(),
    };
    let (credentials, user) = session::of_role(cx, session).await?;
    Ok(AssumeRoleWithWebIdentityOutput {
        credentials: Some(credentials),
        subject_from_web_identity_token: Some(identity.subject.clone()),
        assumed_role_user: Some(user),
        packed_policy_size: policies.packed,
        provider: Some(provider.arn.to_string()),
        audience: Some(identity.audience.clone()),
        source_identity,
        ..AssumeRoleWithWebIdentityOutput::default()
    })
}
