//! The delegation policy: a resource policy of the whole organization, by which the management account lets members do
//! what is otherwise its own.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/userguide/orgs-policy-delegate.html>

use gen_organizations::values::invalid_input_exception_reason as reason;
use kernel::{AccountId, ApiResult, Caller, Cx, Principal as Who, Required, SessionKind};
use policy::{
    Attached, Kind, PolicyDocument, PolicySet, Principal, PrincipalSpec, Request, RequestContext,
    Statement, evaluate,
};

use crate::organization::Organization;
use crate::tables::{MEMBERS, RESOURCE_POLICIES};
use crate::{errors, policies};

/// What can be handed on.
const ACTIONS: [&str; 35] = [
    "AttachPolicy",
    "CreatePolicy",
    "DeletePolicy",
    "DescribeAccount",
    "DescribeCreateAccountStatus",
    "DescribeEffectivePolicy",
    "DescribeHandshake",
    "DescribeOrganization",
    "DescribeOrganizationalUnit",
    "DescribePolicy",
    "DescribeResourcePolicy",
    "DetachPolicy",
    "DisablePolicyType",
    "EnablePolicyType",
    "ListAWSServiceAccessForOrganization",
    "ListAccounts",
    "ListAccountsForParent",
    "ListAccountsWithInvalidEffectivePolicy",
    "ListChildren",
    "ListCreateAccountStatus",
    "ListDelegatedAdministrators",
    "ListDelegatedServicesForAccount",
    "ListEffectivePolicyValidationErrors",
    "ListHandshakesForAccount",
    "ListHandshakesForOrganization",
    "ListOrganizationalUnitsForParent",
    "ListParents",
    "ListPolicies",
    "ListPoliciesForTarget",
    "ListRoots",
    "ListTagsForResource",
    "ListTargetsForPolicy",
    "TagResource",
    "UntagResource",
    "UpdatePolicy",
];

/// Whether `content` may be the delegation policy.
pub(crate) async fn check(
    cx: &mut Cx<'_>,
    organization: &Organization,
    content: &str,
) -> ApiResult<()> {
    let document = PolicyDocument::parse(content).ok();
    let good = document.filter(|document| policy::validate(document, Kind::Resource).is_ok());
    let document = good.ok_or_else(|| {
        errors::invalid_input(
            reason::INVALID_RESOURCE_POLICY_JSON,
            "The provided resource policy is not a valid policy document.",
        )
    })?;
    for statement in &document.statements {
        check_actions(statement)?;
        check_resources(organization, statement)?;
        for account in accounts_of(statement)? {
            let member = cx.get(&MEMBERS, &account.to_string()).await?;
            if member.as_ref() != Some(&organization.id) {
                return Err(invalid_principal());
            }
        }
    }
    Ok(())
}

fn check_actions(statement: &Statement) -> ApiResult<()> {
    let element = statement.action.as_ref().filter(|element| !element.negated);
    let patterns = element.map(|element| element.values.as_slice()).unwrap_or_default();
    let good = !patterns.is_empty() && patterns.iter().all(|pattern| is_delegable(pattern));
    if good {
        return Ok(());
    }
    Err(errors::invalid_input(
        reason::UNSUPPORTED_ACTION_IN_RESOURCE_POLICY,
        "You specified an action in the resource policy that is not supported.",
    ))
}

/// Whether all operations that the pattern covers can be handed on, and there is one.
fn is_delegable(pattern: &str) -> bool {
    let Some((service, name)) = pattern.split_once(':') else { return false };
    let covers = |operation: &&&str| covers(name.as_bytes(), operation.as_bytes());
    let all = gen_organizations::FACTS.operations;
    service.eq_ignore_ascii_case("organizations")
        && all.iter().any(|operation| covers(&operation))
        && all.iter().filter(covers).all(|operation| ACTIONS.contains(operation))
}

/// Whether a pattern with `*` and `?` covers a text, in any case.
fn covers(pattern: &[u8], text: &[u8]) -> bool {
    let (mut p, mut t) = (0, 0);
    // Where the last star stands, and how much of the text it has taken.
    let mut star: Option<(usize, usize)> = None;
    while t < text.len() {
        match pattern.get(p) {
            Some(b'*') => {
                star = Some((p, t));
                p += 1;
            }
            Some(c) if *c == b'?' || c.eq_ignore_ascii_case(&text[t]) => {
                p += 1;
                t += 1;
            }
            _ => {
                let Some((at, taken)) = star else { return false };
                star = Some((at, taken + 1));
                p = at + 1;
                t = taken + 1;
            }
        }
    }
    pattern[p..].iter().all(|c| *c == b'*')
}

fn check_resources(organization: &Organization, statement: &Statement) -> ApiResult<()> {
    let element = statement.resource.as_ref().filter(|element| !element.negated);
    let own = format!("arn:{}:organizations::{}:", organization.partition, organization.management);
    let aws = format!("arn:{}:organizations::aws:policy/", organization.partition);
    let good = element.is_some_and(|element| {
        element.values.iter().all(|resource| {
            resource == "*" || resource.starts_with(&own) || resource.starts_with(&aws)
        })
    });
    if good {
        return Ok(());
    }
    Err(errors::invalid_input(
        reason::UNSUPPORTED_RESOURCE_IN_RESOURCE_POLICY,
        "You specified a resource in the resource policy that is not supported.",
    ))
}

/// The accounts whose principals a statement names.
fn accounts_of(statement: &Statement) -> ApiResult<Vec<AccountId>> {
    let element = statement.principal.as_ref().filter(|element| !element.negated);
    let element = element.ok_or_else(invalid_principal)?;
    let mut accounts = Vec::new();
    for principal in &element.principals {
        match principal {
            PrincipalSpec::Everyone => {}
            PrincipalSpec::Account(account) => accounts.push(*account),
            PrincipalSpec::Arn(arn) => {
                accounts.push(AccountId::parse(arn.account()).ok_or_else(invalid_principal)?);
            }
            _ => return Err(invalid_principal()),
        }
    }
    Ok(accounts)
}

fn invalid_principal() -> kernel::ApiError {
    errors::invalid_input(
        reason::INVALID_PRINCIPAL,
        "You specified an invalid principal element in the policy.",
    )
}

/// Whether the delegation policy lets the caller do all of this. That the caller's own policies do was asked before.
pub(crate) async fn allows(
    cx: &mut Cx<'_>,
    organization: &Organization,
    required: &[Required],
) -> ApiResult<bool> {
    let Some(row) = cx.get(&RESOURCE_POLICIES, &organization.id).await? else { return Ok(false) };
    let Ok(document) = PolicyDocument::parse(&row.content) else { return Ok(false) };
    let policy = Attached::new(&row.id, &document);
    let everything = everything()?;
    let principal = principal_of(cx.caller(), organization);
    let mut base = RequestContext::new();
    principal.fill(&mut base, cx.now());
    base.set_time(cx.now());
    Ok(required.iter().all(|required| {
        let mut context = base.clone();
        for (key, values) in &required.keys {
            context.set_values(key, values.clone());
        }
        let request = Request {
            principal: &principal,
            action: &required.action,
            resource: &required.resource,
            resource_account: Some(organization.management),
            context: &context,
        };
        let identity = [everything.clone()];
        let set =
            PolicySet { identity: &identity, resource: Some(&policy), ..PolicySet::default() };
        evaluate(&request, &set).is_allowed()
    }))
}

/// What stands for the caller's own policies, which were asked before.
fn everything() -> ApiResult<Attached> {
    let text = policies::MANAGED[0].content();
    let document = PolicyDocument::parse(text).map_err(kernel::ApiError::bug)?;
    Ok(Attached::new("own", &document))
}

/// The caller as policies see it.
fn principal_of(caller: &Caller, organization: &Organization) -> Principal {
    let mut principal = Principal::root(caller.account);
    if let Who::Identity { arn, unique_id } = &caller.principal {
        if let Some(path) = arn.resource().strip_prefix("user/") {
            principal = Principal::user(caller.account, path, unique_id);
        } else if let Some(session) = &caller.session {
            principal = match session.kind {
                SessionKind::FederatedUser => {
                    let name = arn.resource().rsplit('/').next().unwrap_or_default();
                    Principal::federated_user(&Principal::root(caller.account), name)
                }
                _ => {
                    let role = session.issuer.resource().trim_start_matches("role/").to_owned();
                    let (id, name) = unique_id.split_once(':').unwrap_or((unique_id, ""));
                    Principal::assumed_role(caller.account, &role, id, name)
                }
            };
        }
    }
    if let Some(session) = &caller.session {
        principal.tags.clone_from(&session.tags);
        principal.token_issued = Some(session.issued);
        principal.mfa_given = session.mfa;
    }
    principal.organization = Some(organization.id.0.clone());
    principal
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_handed_on() {
        for (pattern, good) in [
            ("organizations:ListAccounts", true),
            ("Organizations:listaccounts", true),
            ("organizations:ListA*", true),
            ("organizations:*Policy", false),
            ("organizations:Describe*", false),
            ("organizations:DescribeO*", true),
            ("organizations:*", false),
            ("organizations:CreateAccount", false),
            ("organizations:Nonsense", false),
            ("iam:ListUsers", false),
            ("*", false),
        ] {
            assert_eq!(is_delegable(pattern), good, "{pattern}");
        }
    }

    #[test]
    fn patterns() {
        for (pattern, text, covered) in [
            ("*", "abc", true),
            ("a*c", "abbc", true),
            ("a*c", "abcd", false),
            ("a?c", "abc", true),
            ("A*B*", "axxbyy", true),
            ("", "", true),
            ("", "a", false),
        ] {
            assert_eq!(covers(pattern.as_bytes(), text.as_bytes()), covered, "{pattern} {text}");
        }
    }
}
