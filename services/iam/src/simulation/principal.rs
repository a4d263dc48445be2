//! Whom a simulation is about: the user, group or role whose policies count, and who is taken to call.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html>

use gen_iam::PolicyIdentifier;
use gen_iam::values::policy_identifier_policy_type as excluded_type;
use kernel::{AccountId, ApiError, ApiResult, Arn, Cx};
use policy::{Principal, RequestContext};

use super::Source;
use crate::entity::{Entity, Kind};
use crate::held::{self, Held};
use crate::identities::{self, Subject};
use crate::names::split_resource;
use crate::{errors, policies};

/// The user, group or role whose policies are simulated.
pub(crate) struct PolicySource {
    arn: String,
    subject: Subject,
}

impl PolicySource {
    pub(crate) async fn find(cx: &mut Cx<'_>, arn: &str) -> ApiResult<PolicySource> {
        let parsed: Arn = arn.parse().map_err(|_| unclear(arn))?;
        let kinds = [Kind::User, Kind::Group, Kind::Role];
        let named = kinds.iter().find_map(|kind| {
            let (_, name) = split_resource(parsed.resource(), kind.segment())?;
            Some((*kind, name))
        });
        let Some((kind, name)) = named.filter(|_| parsed.service() == "iam") else {
            return Err(unclear(arn));
        };
        let subject = identities::find(cx, arn).await?;
        let subject = subject.ok_or_else(|| errors::no_such(kind, name))?;
        Ok(PolicySource { arn: arn.to_owned(), subject })
    }

    /// The inline and managed policies, also those of a user's groups, without those that are excluded.
    pub(crate) async fn policies(
        &self,
        cx: &mut Cx<'_>,
        excluded: &[PolicyIdentifier],
    ) -> ApiResult<Vec<Source>> {
        let held = held::of_subject(cx, &self.subject).await?;
        let left = held.iter().filter(|policy| !excluded.iter().any(|by| excludes(by, policy)));
        let numbered = left.enumerate();
        numbered
            .map(|(at, policy)| Source::parse(&at.to_string(), id(policy), &policy.text))
            .collect()
    }

    /// The permissions boundary.
    pub(crate) async fn boundary(
        &self,
        cx: &mut Cx<'_>,
        excluded: &[PolicyIdentifier],
    ) -> ApiResult<Option<Source>> {
        let arn = match &self.subject {
            Subject::User(user) => user.boundary.as_ref(),
            Subject::Role(role) => role.boundary.as_ref(),
            Subject::Group(_) | Subject::Policy(_) => None,
        };
        let Some(arn) = arn else { return Ok(None) };
        let out = excluded.iter().any(|by| match by {
            PolicyIdentifier::PolicyType(kind) => kind == excluded_type::PERMISSION_BOUNDARY,
            PolicyIdentifier::PolicyArn(other) => other == arn,
            _ => false,
        });
        if out {
            return Ok(None);
        }
        let policy = policies::find(cx, arn).await?;
        let text = policy.document(cx).await?;
        Source::parse("boundary", policy.name(), &text).map(Some)
    }

    /// The service control policies of the account, by level; `None` outside of organizations.
    pub(crate) async fn organization(
        &self,
        cx: &mut Cx<'_>,
        excluded: &[PolicyIdentifier],
    ) -> ApiResult<Option<Vec<Vec<Source>>>> {
        let linked = matches!(&self.subject, Subject::Role(role) if role.service_linked());
        let Some(membership) = cx.membership(cx.account()).await? else { return Ok(None) };
        let out = excluded.iter().any(
            |by| matches!(by, PolicyIdentifier::PolicyType(kind) if kind == excluded_type::SCP),
        );
        if linked || out {
            return Ok(Some(Vec::new()));
        }
        let mut levels = Vec::new();
        for (level, of) in membership.service_control.iter().enumerate() {
            let policies = of.iter().enumerate().map(|(at, policy)| {
                Source::parse(&format!("scp.{level}.{at}"), &*policy.name, &policy.document)
            });
            levels.push(policies.collect::<ApiResult<_>>()?);
        }
        Ok(Some(levels))
    }

    /// The caller unless the call names one: the user.
    pub(crate) fn caller_arn<'a>(&'a self, given: Option<&'a str>) -> Option<&'a str> {
        let own = matches!(self.subject, Subject::User(_)).then_some(self.arn.as_str());
        given.or(own)
    }

    /// Who calls, when the call does not say: the user, or a session of the role.
    pub(crate) async fn caller(&self, cx: &mut Cx<'_>) -> ApiResult<(Principal, RequestContext)> {
        let account = cx.account();
        let principal = match &self.subject {
            Subject::User(user) => {
                let mut principal = Principal::user(account, &path_and_name(user), user.id());
                principal.tags.clone_from(&user.tags);
                principal
            }
            Subject::Role(role) => {
                let id = &role.head.id;
                let mut principal =
                    Principal::assumed_role(account, &path_and_name(role), id, "simulation");
                principal.tags.clone_from(&role.tags);
                principal
            }
            Subject::Group(_) | Subject::Policy(_) => return Ok(nobody(account)),
        };
        Ok(with_context(cx, principal))
    }
}

/// The caller that a call names, who need not exist; it can only be an IAM user.
pub(crate) async fn given(
    cx: &mut Cx<'_>,
    arn: Option<&str>,
) -> ApiResult<(Principal, RequestContext)> {
    let Some(text) = arn else { return Ok(nobody(cx.account())) };
    let arn: Arn = text.parse().map_err(|_| unclear(text))?;
    let account = AccountId::parse(arn.account()).filter(|_| arn.service() == "iam");
    let (Some(account), Some(user)) = (account, arn.resource().strip_prefix("user/")) else {
        return Err(unclear(text));
    };
    let facts = cx.user_facts(&arn).await?;
    let id = facts.as_ref().map(|user| user.id.clone()).unwrap_or_default();
    let mut principal = Principal::user(account, user, &id);
    principal.tags = facts.map(|user| user.tags).unwrap_or_default();
    let (principal, mut context) = with_context(cx, principal);
    if id.is_empty() {
        context.remove("aws:userid");
    }
    Ok((principal, context))
}

/// A resource's policy names callers, so that one is needed.
pub(crate) fn require_caller(policy: Option<&str>, caller: Option<&str>) -> ApiResult<()> {
    if policy.is_some() && caller.is_none() {
        return Err(errors::invalid_input("CallerArn is required when ResourcePolicy is given."));
    }
    Ok(())
}

/// Nobody in particular, of an account.
fn nobody(account: AccountId) -> (Principal, RequestContext) {
    (Principal::user(account, "", ""), RequestContext::new())
}

fn with_context(cx: &Cx<'_>, principal: Principal) -> (Principal, RequestContext) {
    let mut context = RequestContext::new();
    principal.fill(&mut context, cx.now());
    (principal, context)
}

fn path_and_name<E: Entity>(entity: &E) -> String {
    let head = entity.head();
    format!("{}{}", head.path.trim_start_matches('/'), head.name)
}

/// How answers name a policy: a managed one by its name, an inline one also by its holder. Assumed.
fn id(policy: &Held) -> String {
    match policy.arn {
        Some(_) => policy.name.clone(),
        None => format!("{}_{}_{}", policy.holder.segment(), policy.holder_name, policy.name),
    }
}

fn excludes(by: &PolicyIdentifier, policy: &Held) -> bool {
    match by {
        PolicyIdentifier::PolicyType(kind) => match kind.as_str() {
            excluded_type::INLINE => policy.arn.is_none(),
            excluded_type::AWS_MANAGED => policy.is_aws(),
            excluded_type::USER_MANAGED => policy.arn.is_some() && !policy.is_aws(),
            _ => false,
        },
        PolicyIdentifier::PolicyArn(arn) => policy.arn.as_ref() == Some(arn),
        PolicyIdentifier::InlinePolicyIdentifier(inline) => {
            policy.arn.is_none()
                && policy.name == inline.policy_name
                && policy.holder.segment() == inline.attachment_type
                && policy.holder_name == inline.attachment_name
        }
        PolicyIdentifier::Unset => false,
    }
}

fn unclear(arn: &str) -> ApiError {
    errors::invalid_input(format!(
        "Invalid Entity Arn: {arn} does not clearly define entity type and name."
    ))
}
