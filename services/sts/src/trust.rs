//! The trust policy, asked about somebody whom an identity provider vouches for. Only the handler knows who that is, so
//! this is done there and not in the path of the call; the rules, the settings and the record are the same.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html>

use kernel::{AccountId, ApiResult, Cx, Required, RoleFacts, Vouched};
use policy::{Principal, ResourceRule};

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
    let main = required(cx, account, role, &federated)?;
    let like = |action: &'static str| Required { action: action.into(), ..main.clone() };
    let mut all = vec![main.clone()];
    if !federated.tags.all.is_empty() {
        all.push(like("sts:TagSession"));
    }
    if federated.source_identity.is_some() {
        all.push(like("sts:SetSourceIdentity"));
    }
    let vouched = Vouched {
        who: Principal::federated(federated.provider),
        tags: federated.tags.all.clone(),
        service_linked: role.service_linked,
    };
    let decided = cx.decide_for(vouched, all).await?;
    decided.map_err(|action| errors::not_authorized(&action))
}

fn required(
    cx: &Cx<'_>,
    account: AccountId,
    role: &RoleFacts,
    federated: &Federated<'_>,
) -> ApiResult<Required> {
    let trust = cx.kernel().compiled(role.arn.as_str(), &role.trust)?;
    let mut main = Required::new(federated.action, role.arn.as_str())
        .owned_by(account)
        .with_policy(trust, ResourceRule::Trust)
        .with_tags(role.tags.iter().map(|(key, value)| (key.as_str(), value.as_str())))
        .with_key("sts:RoleSessionName", federated.session_name);
    for (key, value) in &role.tags {
        main = main.with_key(format!("iam:ResourceTag/{key}"), value.as_str());
    }
    let transitive = &federated.tags.transitive;
    if !transitive.is_empty() {
        main = main.with_keys("sts:TransitiveTagKeys", transitive.iter().map(String::as_str));
    }
    if let Some(identity) = federated.source_identity {
        main = main.with_key("sts:SourceIdentity", identity);
    }
    for (key, values) in federated.keys {
        main = main.with_keys(key.clone(), values.iter().map(String::as_str));
    }
    Ok(main)
}
