//! The trust policy, asked about somebody whom an identity provider vouches for. Only the handler knows who that is, so
//! this is done there and not in the path of the call; the rules and the settings are the same.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html>

use kernel::{AccountId, ApiResult, Cx, IamMode, RoleFacts, Via};
use policy::{
    Attached, PolicySet, Principal, Request, RequestContext, ResourceRule, Value, evaluate,
};

use crate::errors;
use crate::session_tags::SessionTags;

/// Who asks for a role, and with what.
pub(crate) struct Federated<'a> {
    /// `sts:AssumeRoleWithWebIdentity`, `sts:AssumeRoleWithSAML`.
    pub(crate) action: &'static str,
    /// The provider's ARN.
    pub(crate) provider: &'a str,
    pub(crate) keys: &'a [(String, Vec<String>)],
    pub(crate) session_name: &'a str,
    pub(crate) tags: &'a SessionTags,
    pub(crate) source_identity: Option<&'a str>,
}

/// Refuses whom the role does not trust.
pub(crate) async fn ask(
    cx: &mut Cx<'_>,
    account: AccountId,
    role: &RoleFacts,
    federated: Federated<'_>,
) -> ApiResult<()> {
    let mode = cx.settings().iam;
    if mode == IamMode::Off {
        return Ok(());
    }
    let membership = cx.membership(account).await?;
    if membership.as_ref().is_some_and(|membership| membership.suspended) {
        return Err(errors::not_authorized(federated.action));
    }
    let trust = cx.kernel().compiled(role.arn.as_str(), &role.trust)?;
    let mut control: Vec<Vec<Attached>> = Vec::new();
    for level in membership.iter().flat_map(|membership| &membership.resource_control) {
        let compiled =
            |policy: &kernel::NamedPolicy| cx.kernel().compiled(&policy.name, &policy.document);
        control.push(level.iter().map(compiled).collect::<ApiResult<_>>()?);
    }
    let principal = Principal::federated(federated.provider);
    let context = context(cx, account, role, &principal, &federated);
    let policies = PolicySet {
        resource: Some(&trust),
        resource_control: if role.service_linked { &[] } else { &control },
        rule: ResourceRule::Trust,
        ..PolicySet::default()
    };
    let mut actions = vec![federated.action];
    if !federated.tags.all.is_empty() {
        actions.push("sts:TagSession");
    }
    if federated.source_identity.is_some() {
        actions.push("sts:SetSourceIdentity");
    }
    for action in actions {
        let request = Request {
            principal: &principal,
            action,
            resource: role.arn.as_str(),
            resource_account: Some(account),
            context: &context,
        };
        if evaluate(&request, &policies).is_allowed() {
            continue;
        }
        if mode == IamMode::Warn {
            tracing::warn!(action, role = role.arn.as_str(), "would be denied");
            continue;
        }
        return Err(errors::not_authorized(action));
    }
    Ok(())
}

fn context(
    cx: &Cx<'_>,
    account: AccountId,
    role: &RoleFacts,
    principal: &Principal,
    federated: &Federated<'_>,
) -> RequestContext {
    let mut context = RequestContext::with_room();
    context.set_time(cx.now());
    if let Via::Wire { source, user_agent, .. } = cx.via() {
        context.set_connection(Some(*source), cx.is_secure(), Some(user_agent));
    }
    context.set("aws:RequestedRegion", cx.region().as_str());
    principal.fill(&mut context, cx.now());
    let tags = |tags: &[(String, String)]| -> Vec<(String, String)> { tags.to_vec() };
    let role_tags = tags(&role.tags);
    context.set_resource(Some(account), role_tags.iter().map(|(k, v)| (k.as_str(), v.as_str())));
    for (key, value) in &role.tags {
        context.set(&format!("iam:ResourceTag/{key}"), value.as_str());
    }
    let given = &federated.tags.all;
    context.set_request_tags(given.iter().map(|(k, v)| (k.as_str(), v.as_str())));
    let texts = |values: &[String]| -> Vec<Value> {
        values.iter().map(|value| value.as_str().into()).collect()
    };
    if !federated.tags.transitive.is_empty() {
        context.set_all("sts:TransitiveTagKeys", texts(&federated.tags.transitive));
    }
    context.set("sts:RoleSessionName", federated.session_name);
    if let Some(identity) = federated.source_identity {
        context.set("sts:SourceIdentity", identity);
    }
    for (key, values) in federated.keys {
        context.set_all(key, texts(values));
    }
    context
}
