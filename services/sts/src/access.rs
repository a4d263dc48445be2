//! What calls require of policies. AssumeRole asks the role's trust policy as well as the caller's own; who comes with
//! an assertion or a token of an identity provider is judged by the handler, which alone knows who that is.
//! Ref: <https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html>

use kernel::{
    Access, AccessQuery, ApiError, ApiResult, BoxFuture, Cx, Principal, Required, SessionKind,
};
use policy::ResourceRule;

use crate::role_arn::RoleArn;
use crate::root_target::RootTarget;
use crate::{errors, limits, mfa};

pub(crate) fn access<'a>(
    cx: &'a mut Cx<'_>,
    query: &'a AccessQuery<'a>,
) -> BoxFuture<'a, ApiResult<Access>> {
    Box::pin(async move {
        match query.operation {
            "AssumeRole" => assume_role(cx, query).await.map(Access::Requires),
            "AssumeRoot" => assume_root(query).map(Access::Requires),
            "GetFederationToken" => Ok(Access::Requires(federation_token(cx, query)?)),
            "GetWebIdentityToken" => Ok(Access::Requires(web_identity_token(query))),
            // Documented: nobody can be denied these. The rest is unsigned, and asked by its handler.
            "GetCallerIdentity"
            | "GetSessionToken"
            | "AssumeRoleWithSAML"
            | "AssumeRoleWithWebIdentity" => Ok(Access::Open),
            _ => Ok(Access::ByFacts),
        }
    })
}

async fn assume_role(cx: &mut Cx<'_>, query: &AccessQuery<'_>) -> ApiResult<Vec<Required>> {
    let text = |member: &str| query.input.text(member);
    let role = RoleArn::parse(&text("RoleArn").unwrap_or_default())?;
    let caller = cx.caller();
    // A root whose key nobody issued is anyone's `test`: it assumes roles as a user of the account would.
    if caller.principal == Principal::Root && caller.verified {
        return Err(errors::root_may_not_assume());
    }
    let denied = errors::may_not_assume(&caller.arn(cx.region()), role.arn.as_str());
    let session = caller.session.as_deref();
    if session.is_some_and(|session| session.kind == SessionKind::FederatedUser) {
        return Err(denied);
    }
    let facts = cx.role_facts(&role.arn).await?.ok_or(denied)?;
    let trust = cx.kernel().compiled(role.arn.as_str(), &facts.trust)?;
    let mut main = Required::new("sts:AssumeRole", role.arn.as_str())
        .owned_by(role.account)
        .with_policy(trust, ResourceRule::Trust)
        .with_tags(facts.tags.iter().map(|(key, value)| (key.as_str(), value.as_str())))
        .with_key("sts:RoleSessionName", text("RoleSessionName").unwrap_or_default());
    for (key, value) in &facts.tags {
        main = main.with_key(format!("iam:ResourceTag/{key}"), value.as_str());
    }
    if let Some(id) = text("ExternalId") {
        main = main.with_key("sts:ExternalId", id);
    }
    let transitive = query.input.texts("TransitiveTagKeys");
    if !transitive.is_empty() {
        main = main.with_keys("sts:TransitiveTagKeys", transitive);
    }
    if let Some(given) = mfa::given(text("SerialNumber").as_deref(), text("TokenCode").as_deref())?
    {
        mfa::verify(cx, &given).await?;
        main = main.with_key("aws:MultiFactorAuthPresent", true);
        main = main.with_key("aws:MultiFactorAuthAge", 0i64);
    }
    let inherited = session.and_then(|session| session.source_identity.clone());
    let source_identity = text("SourceIdentity").or(inherited);
    if let Some(identity) = &source_identity {
        main = main.with_key("sts:SourceIdentity", identity.as_str());
    }
    let like = |action: &'static str| Required { action: action.into(), ..main.clone() };
    let mut all = vec![main.clone()];
    if !query.input.tags("Tags").is_empty() {
        all.push(like("sts:TagSession"));
    }
    if source_identity.is_some() {
        all.push(like("sts:SetSourceIdentity"));
    }
    Ok(all)
}

fn federation_token(cx: &Cx<'_>, query: &AccessQuery<'_>) -> ApiResult<Vec<Required>> {
    let name = query.input.text("Name").unwrap_or_default();
    let account = cx.account();
    let resource = format!("arn:{}:sts::{account}:federated-user/{name}", cx.partition());
    let main = Required::new("sts:GetFederationToken", resource);
    let mut all = vec![main.clone()];
    if !query.input.tags("Tags").is_empty() {
        all.push(Required { action: "sts:TagSession".into(), ..main });
    }
    Ok(all)
}

fn web_identity_token(query: &AccessQuery<'_>) -> Vec<Required> {
    let input = &query.input;
    let asked = input.text("DurationSeconds").and_then(|text| text.parse::<i64>().ok());
    let seconds = asked.unwrap_or(limits::WEB_IDENTITY_TOKEN.into());
    let main = Required::new("sts:GetWebIdentityToken", "*")
        .with_keys("sts:IdentityTokenAudience", input.texts("Audience"))
        .with_key("sts:SigningAlgorithm", input.text("SigningAlgorithm").unwrap_or_default())
        .with_key("sts:DurationSeconds", seconds);
    let mut all = vec![main.clone()];
    if !input.tags("Tags").is_empty() {
        all.push(Required { action: "sts:TagGetWebIdentityToken".into(), ..main });
    }
    all
}

fn assume_root(query: &AccessQuery<'_>) -> ApiResult<Vec<Required>> {
    let target = RootTarget::parse(&query.input.text("TargetPrincipal").unwrap_or_default())?;
    let task = query.input.texts("TaskPolicyArn").into_iter().next().unwrap_or_default();
    Ok(vec![Required::new("sts:AssumeRoot", target.arn()).with_key("sts:TaskPolicyArn", task)])
}

/// The caller of a handler that only lasting credentials may call.
pub(crate) fn refuse_sessions(cx: &Cx<'_>, operation: &str) -> ApiResult<()> {
    match (&cx.caller().session, &cx.caller().principal) {
        (Some(_), _) => Err(errors::not_with_session(operation)),
        (None, Principal::Root | Principal::Identity { .. }) => Ok(()),
        (None, other) => Err(ApiError::bug(format!("{other:?} called {operation}"))),
    }
}
