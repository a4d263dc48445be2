//! The decision: explicit denies of every policy first, then what each kind of policy has to allow.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html>

use crate::compiled::Attached;
use crate::decision::{Decision, Layer, Outcome, StatementRef};
use crate::document::Effect;
use crate::principal::Reach;
use crate::request::{PrincipalKind, Request};

/// All policies that take part in a decision. What is left empty takes no part.
#[derive(Clone, Copy, Debug, Default)]
pub struct PolicySet<'a> {
    /// Of the user and their groups, or of the session's role.
    pub identity: &'a [Attached],
    /// Of the user or role.
    pub boundary: Option<&'a Attached>,
    /// Passed when the session was made. `None`: none were.
    pub session: Option<&'a [Attached]>,
    /// Service control policies of the caller's account: the root's, then each organizational unit's, then the
    /// account's. Every level has to allow. Leave them out for management accounts and service-linked roles.
    pub service_control: &'a [Vec<Attached>],
    /// Resource control policies of the resource's account, in levels likewise. Leave them out for service-linked roles
    /// and for services that do not support them.
    pub resource_control: &'a [Vec<Attached>],
    /// Of the resource.
    pub resource: Option<&'a Attached>,
    /// Of the VPC endpoint that the request came through.
    pub endpoint: Option<&'a Attached>,
    /// What the resource's policy means within its own account.
    pub rule: ResourceRule,
}

/// What a resource policy means for callers of the resource's own account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ResourceRule {
    /// Either side may allow: most services.
    #[default]
    Either,
    /// The resource policy has to allow, at least the account: KMS keys.
    Required,
    /// Likewise, and denials speak of a role trust policy: `sts:AssumeRole` and its kin.
    Trust,
}

impl ResourceRule {
    pub(crate) fn layer(self) -> Layer {
        match self {
            ResourceRule::Either | ResourceRule::Required => Layer::Resource,
            ResourceRule::Trust => Layer::Trust,
        }
    }
}

/// Decides `request` by `policies`.
pub fn evaluate(request: &Request<'_>, policies: &PolicySet<'_>) -> Decision {
    match decide(request, policies) {
        Ok(decision) | Err(decision) => decision,
    }
}

/// A denial ends the evaluation.
fn decide(request: &Request<'_>, policies: &PolicySet<'_>) -> Result<Decision, Decision> {
    explicit_denies(request, policies)?;
    // Services act outside of any organization's accounts.
    if request.principal.account.is_some() {
        every_level(request, policies.service_control, Layer::ServiceControl)?;
    }
    every_level(request, policies.resource_control, Layer::ResourceControl)?;
    if let Some(endpoint) = policies.endpoint {
        let grant = grant(request, std::slice::from_ref(endpoint), true);
        grant.ok_or_else(|| implicit(Layer::Endpoint))?;
    }
    let granted =
        policies.resource.and_then(|resource| grant(request, std::slice::from_ref(resource), true));
    if request.principal.has_no_identity() {
        let (statement, _) = granted.ok_or_else(|| implicit(policies.rule.layer()))?;
        return Ok(allow(policies.rule.layer(), statement));
    }
    if request.same_account() {
        within_account(request, policies, granted)
    } else {
        across_accounts(request, policies, granted)
    }
}

/// Policies whose denies count, in the order in which a denial names them: what is hardest to change comes first. AWS
/// "includes only one of those policy types in the error message"; which one is not documented.
pub(crate) fn layers<'a>(policies: &PolicySet<'a>) -> impl Iterator<Item = (Layer, &'a Attached)> {
    let levels = |levels: &'a [Vec<Attached>], layer| {
        levels.iter().flatten().map(move |policy| (layer, policy))
    };
    let of = |list: &'a [Attached], layer| list.iter().map(move |policy| (layer, policy));
    let rule = policies.rule;
    levels(policies.service_control, Layer::ServiceControl)
        .chain(levels(policies.resource_control, Layer::ResourceControl))
        .chain(policies.endpoint.map(|policy| (Layer::Endpoint, policy)))
        .chain(policies.resource.map(|policy| (rule.layer(), policy)))
        .chain(of(policies.identity, Layer::Identity))
        .chain(policies.boundary.map(|policy| (Layer::Boundary, policy)))
        .chain(of(policies.session.unwrap_or_default(), Layer::Session))
}

/// Whether a policy of this layer concerns the caller only when it names them.
pub(crate) fn names_principals(layer: Layer) -> bool {
    matches!(layer, Layer::Resource | Layer::Trust | Layer::Endpoint | Layer::ResourceControl)
}

/// Whether a policy of this layer takes part in the decision on `request`.
pub(crate) fn concerns(layer: Layer, request: &Request<'_>) -> bool {
    layer != Layer::ServiceControl || request.principal.account.is_some()
}

fn explicit_denies(request: &Request<'_>, policies: &PolicySet<'_>) -> Result<(), Decision> {
    for (layer, attached) in layers(policies) {
        if !concerns(layer, request) {
            continue;
        }
        let named = names_principals(layer);
        let mut denies = attached.policy.statements(Effect::Deny).iter();
        if let Some(statement) = denies.find(|denies| denies.applies(request, named).is_ok()) {
            return Err(Decision {
                outcome: Outcome::ExplicitDeny,
                layer,
                statement: Some(StatementRef {
                    policy: attached.name.clone(),
                    index: statement.index,
                    sid: statement.sid.clone(),
                }),
            });
        }
    }
    Ok(())
}

/// "For a permission to be allowed for a specific account, there must be an explicit Allow statement at every level from
/// the root through each OU in the direct path to the account."
/// Ref: <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html>
fn every_level(
    request: &Request<'_>,
    levels: &[Vec<Attached>],
    layer: Layer,
) -> Result<(), Decision> {
    let named = names_principals(layer);
    for level in levels {
        grant(request, level, named).ok_or_else(|| implicit(layer))?;
    }
    Ok(())
}

/// Caller and resource are of one account: either side may allow, and a grant of the resource to the very principal is
/// not limited by what the identity lacks.
fn within_account(
    request: &Request<'_>,
    policies: &PolicySet<'_>,
    granted: Option<Grant<'_>>,
) -> Result<Decision, Decision> {
    let resource_layer = policies.rule.layer();
    if let Some((statement, Reach::Direct)) = granted {
        return Ok(allow(resource_layer, statement));
    }
    let required = policies.rule != ResourceRule::Either;
    if required && granted.is_none() {
        return Err(implicit(resource_layer));
    }
    let basis = match granted {
        Some((statement, Reach::Issuer)) => allow(resource_layer, statement),
        _ => identity(request, policies)?,
    };
    limits(request, policies)?;
    Ok(basis)
}

/// Caller and resource are of different accounts: both have to allow.
fn across_accounts(
    request: &Request<'_>,
    policies: &PolicySet<'_>,
    granted: Option<Grant<'_>>,
) -> Result<Decision, Decision> {
    identity(request, policies)?;
    limits(request, policies)?;
    let (statement, _) = granted.ok_or_else(|| implicit(policies.rule.layer()))?;
    Ok(allow(policies.rule.layer(), statement))
}

fn identity(request: &Request<'_>, policies: &PolicySet<'_>) -> Result<Decision, Decision> {
    if request.principal.is_root() {
        return Ok(Decision { outcome: Outcome::Allow, layer: Layer::Root, statement: None });
    }
    let (statement, _) =
        grant(request, policies.identity, false).ok_or_else(|| implicit(Layer::Identity))?;
    Ok(allow(Layer::Identity, statement))
}

/// Boundary and session policies: they grant nothing, but what they do not allow is denied.
fn limits(request: &Request<'_>, policies: &PolicySet<'_>) -> Result<(), Decision> {
    if let Some(boundary) = policies.boundary {
        let grant = grant(request, std::slice::from_ref(boundary), false);
        grant.ok_or_else(|| implicit(Layer::Boundary))?;
    }
    match policies.session {
        Some(session) => {
            grant(request, session, false).ok_or_else(|| implicit(Layer::Session))?;
        }
        // "If there is no session policy" and the principal is no role session, "the request is implicitly denied".
        None if request.principal.kind == PrincipalKind::FederatedUser => {
            return Err(implicit(Layer::Session));
        }
        None => {}
    }
    Ok(())
}

/// A statement that allows, and how far.
type Grant<'a> = (StatementPlace<'a>, Reach);

/// Where a statement is: copied into a [`StatementRef`] only when it decides.
type StatementPlace<'a> = (&'a Attached, usize);

/// The farthest-reaching `Allow` among `policies` that applies.
fn grant<'a>(request: &Request<'_>, policies: &'a [Attached], named: bool) -> Option<Grant<'a>> {
    let mut best: Option<Grant<'a>> = None;
    for attached in policies {
        for (place, statement) in attached.policy.statements(Effect::Allow).iter().enumerate() {
            let Ok(reach) = statement.applies(request, named) else { continue };
            if reach == Reach::Direct {
                return Some(((attached, place), reach));
            }
            if best.is_none_or(|(_, known)| reach > known) {
                best = Some(((attached, place), reach));
            }
        }
    }
    best
}

fn allow(layer: Layer, (attached, place): StatementPlace<'_>) -> Decision {
    let statement = &attached.policy.statements(Effect::Allow)[place];
    Decision {
        outcome: Outcome::Allow,
        layer,
        statement: Some(StatementRef {
            policy: attached.name.clone(),
            index: statement.index,
            sid: statement.sid.clone(),
        }),
    }
}

fn implicit(layer: Layer) -> Decision {
    Decision { outcome: Outcome::ImplicitDeny, layer, statement: None }
}
