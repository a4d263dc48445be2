//! GetWebIdentityToken: a signed token that tells the world outside of AWS who the caller is.
//! Deviation: what AWS's global endpoint refuses is answered, since all endpoints are one here.
//! Ref: <https://docs.aws.amazon.com/STS/latest/APIReference/API_GetWebIdentityToken.html>

use std::time::Duration;

use gen_sts::{GetWebIdentityTokenInput, GetWebIdentityTokenOutput};
use kernel::{ApiError, ApiResult, Cx};

use crate::issuer_keys::Algorithm;
use crate::web_identity_token::{self, Audience, AwsClaims, Claims};
use crate::{errors, issuer, limits, session_tags};

pub(crate) async fn get_web_identity_token(
    cx: &mut Cx<'_>,
    input: &GetWebIdentityTokenInput,
) -> ApiResult<GetWebIdentityTokenOutput> {
    let algorithm = Algorithm::parse(&input.signing_algorithm)
        .ok_or_else(|| errors::signing_algorithm(&input.signing_algorithm))?;
    let subject = web_identity_token::subject(cx)?;
    let given = session_tags::pairs(input.tags.as_deref());
    let request_tags = session_tags::join(given, &[], Vec::new())?.all;
    let seconds = input.duration_seconds.unwrap_or(limits::WEB_IDENTITY_TOKEN);
    let issued = cx.now().whole_seconds();
    let expires = issued.plus(Duration::from_secs(seconds.unsigned_abs().into()));
    let session = cx.caller().session.as_deref();
    if session.is_some_and(|session| session.expires < expires) {
        return Err(errors::token_outlives_session());
    }
    let (iss, keys) = issuer::of_account(cx).await?;
    let account = cx.account();
    let membership = cx.membership(account).await?;
    let (org_id, ou_path) = membership.map(|m| (m.organization, m.path)).unzip();
    let principal_tags = web_identity_token::principal_tags(cx, &subject).await?;
    let claims = Claims {
        iss: &iss,
        aud: Audience::of(&input.audience),
        sub: subject.as_str(),
        iat: issued.as_secs(),
        exp: expires.as_secs(),
        jti: cx.random().uuid(),
        aws: AwsClaims {
            aws_account: account.as_str(),
            source_region: cx.region().as_str(),
            principal_id: subject.as_str(),
            org_id,
            ou_path,
            principal_tags,
            request_tags: request_tags.into_iter().collect(),
            original_session_exp: session.map(|session| session.expires.iso8601()),
            federated_provider: session.and_then(|session| session.provider.as_deref()),
            source_identity: session.and_then(|session| session.source_identity.as_deref()),
        },
    };
    let claims = serde_json::to_string(&claims).map_err(ApiError::bug)?;
    Ok(GetWebIdentityTokenOutput {
        web_identity_token: Some(keys.token(algorithm, &claims, cx.random())?),
        expiration: Some(expires),
    })
}
