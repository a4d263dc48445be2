//! The decision: explicit denies of every policy first, then what each kind of policy has to allow.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html>

use std::sync::Arc;

use crate::action::Asked;
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
    /// What the resource's owner granted the caller beside that policy, and which fits the request: KMS grants.
    pub granted: Option<&'a Granted>,
    /// Of the VPC endpoint that the request came through.
    pub endpoint: Option<&'a Attached>,
    /// What the resource's policy means within its own account.
    pub rule: ResourceRule,
}

/// A permission on the resource that no policy document holds. Whether it is for this principal, action and request is
/// for its service to judge; denies of all policies, control policies and boundaries count as ever.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Granted {
    /// The name by which a decision refers to it.
    pub name: Arc<str>,
    /// Whom it names: the very caller, the role or user behind their session, or their account.
    pub reach: Reach,
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
    Asked::with(request.action, |asked| match (Case { request, policies, asked }).decide() {
        Ok(decision) | Err(decision) => decision,
    })
}

/// Policies whose denies count, in the order in which a denial names them: what is hardest to change comes first. AWS
/// "includes only one of those policy types in the error message"; which one is not documented.
pub(crate) fn layers<'a>(policies: &PolicySet<'a>) -> impl Iterator<Item = (Layer, &'a Attached)> {
    let levels = |levels: &'a [Vec<Attached>], layer| {
        levels.iter().flatten().map(move |policy| (layer, policy))
    };
    let of = |list: &'a [Attached], layer| list.iter().map(move |policy| (layer, policy));
    let rule = policies.rule;
    levels(policies.resource_control, Layer::ResourceControl)
        .chain(levels(policies.service_control, Layer::ServiceControl))
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

/// Whether a policy of this layer takes part in the decision on `request`: services act outside of any
/// organization's accounts.
pub(crate) fn concerns(layer: Layer, request: &Request<'_>) -> bool {
    layer != Layer::ServiceControl || request.principal.account.is_some()
}

/// A statement that allows, and how far.
type Grant<'a> = (StatementPlace<'a>, Reach);

/// Where a statement is: copied into a [`StatementRef`] only when it decides.
type StatementPlace<'a> = (&'a Attached, usize);

/// One evaluation. A denial, which ends it, is the error of its steps.
struct Case<'a> {
    request: &'a Request<'a>,
    policies: &'a PolicySet<'a>,
    asked: Asked<'a>,
}

impl<'a> Case<'a> {
    fn decide(&self) -> Result<Decision, Decision> {
        let policies = self.policies;
        self.explicit_denies()?;
        self.every_level(policies.resource_control, Layer::ResourceControl)?;
        if concerns(Layer::ServiceControl, self.request) {
            self.every_level(policies.service_control, Layer::ServiceControl)?;
        }
        if let Some(endpoint) = policies.endpoint {
            let grant = self.grant(std::slice::from_ref(endpoint), true);
            grant.ok_or_else(|| implicit(Layer::Endpoint))?;
        }
        let resource = policies.resource.map(std::slice::from_ref).unwrap_or_default();
        let granted = self.grant(resource, true);
        if let Some(beside) = policies.granted.filter(|beside| beside.reach > Reach::Account) {
            return self.beside(beside);
        }
        if self.request.principal.has_no_identity() {
            let (statement, _) = granted.ok_or_else(|| implicit(policies.rule.layer()))?;
            return Ok(allow(policies.rule.layer(), statement));
        }
        if self.request.same_account() {
            self.within_account(granted)
        } else {
            self.across_accounts(granted)
        }
    }

    fn explicit_denies(&self) -> Result<(), Decision> {
        for (layer, attached) in layers(self.policies) {
            let mut denies = attached.policy.statements(Effect::Deny).about(self.asked).peekable();
            if denies.peek().is_none() || !concerns(layer, self.request) {
                continue;
            }
            let named = names_principals(layer);
            let found =
                denies.find(|(_, denies)| denies.applies(self.request, self.asked, named).is_ok());
            if let Some((place, _)) = found {
                let statement = Some(reference(attached, Effect::Deny, place));
                return Err(Decision { outcome: Outcome::ExplicitDeny, layer, statement });
            }
        }
        Ok(())
    }

    /// "For a permission to be allowed for a specific account, there must be an explicit Allow statement at every level
    /// from the root through each OU in the direct path to the account."
    /// Ref: <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html>
    fn every_level(&self, levels: &'a [Vec<Attached>], layer: Layer) -> Result<(), Decision> {
        let named = names_principals(layer);
        for level in levels {
            self.grant(level, named).ok_or_else(|| implicit(layer))?;
        }
        Ok(())
    }

    /// Caller and resource are of one account: either side may allow, and a grant of the resource to the very
    /// principal is not limited by what the identity lacks.
    fn within_account(&self, granted: Option<Grant<'_>>) -> Result<Decision, Decision> {
        let resource_layer = self.policies.rule.layer();
        if let Some((statement, Reach::Direct)) = granted {
            return Ok(allow(resource_layer, statement));
        }
        let required = self.policies.rule != ResourceRule::Either;
        if required && granted.is_none() && self.policies.granted.is_none() {
            return Err(implicit(resource_layer));
        }
        let basis = match granted {
            Some((statement, Reach::Issuer)) => allow(resource_layer, statement),
            _ => self.identity()?,
        };
        self.limits()?;
        Ok(basis)
    }

    /// Caller and resource are of different accounts: both have to allow.
    fn across_accounts(&self, granted: Option<Grant<'_>>) -> Result<Decision, Decision> {
        self.identity()?;
        self.limits()?;
        let layer = self.policies.rule.layer();
        match (granted, self.policies.granted) {
            (Some((statement, _)), _) => Ok(allow(layer, statement)),
            (None, Some(beside)) => Ok(by(beside, layer)),
            (None, None) => Err(implicit(layer)),
        }
    }

    /// Who is granted something by name needs no permission of their identity, be it in another account.
    fn beside(&self, granted: &Granted) -> Result<Decision, Decision> {
        if granted.reach == Reach::Issuer {
            self.limits()?;
        }
        Ok(by(granted, self.policies.rule.layer()))
    }

    fn identity(&self) -> Result<Decision, Decision> {
        if self.request.principal.is_root() {
            return Ok(Decision { outcome: Outcome::Allow, layer: Layer::Root, statement: None });
        }
        let grant = self.grant(self.policies.identity, false);
        let (statement, _) = grant.ok_or_else(|| implicit(Layer::Identity))?;
        Ok(allow(Layer::Identity, statement))
    }

    /// Boundary and session policies: they grant nothing, but what they do not allow is denied.
    fn limits(&self) -> Result<(), Decision> {
        if let Some(boundary) = self.policies.boundary {
            let grant = self.grant(std::slice::from_ref(boundary), false);
            grant.ok_or_else(|| implicit(Layer::Boundary))?;
        }
        match self.policies.session {
            Some(session) => {
                self.grant(session, false).ok_or_else(|| implicit(Layer::Session))?;
            }
            // "If there is no session policy" and the principal is no role session, "the request is implicitly
            // denied".
            None if self.request.principal.kind == PrincipalKind::FederatedUser => {
                return Err(implicit(Layer::Session));
            }
            None => {}
        }
        Ok(())
    }

    /// The farthest-reaching `Allow` among `policies` that applies.
    fn grant(&self, policies: &'a [Attached], named: bool) -> Option<Grant<'a>> {
        let mut best: Option<Grant<'a>> = None;
        for attached in policies {
            for (place, statement) in attached.policy.statements(Effect::Allow).about(self.asked) {
                let Ok(reach) = statement.applies(self.request, self.asked, named) else {
                    continue;
                };
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
}

fn reference(attached: &Attached, effect: Effect, place: usize) -> StatementRef {
    let statement = attached.policy.statements(effect).at(place);
    StatementRef {
        policy: attached.name.clone(),
        index: statement.index,
        sid: statement.sid.clone(),
    }
}

fn allow(layer: Layer, (attached, place): StatementPlace<'_>) -> Decision {
    let statement = Some(reference(attached, Effect::Allow, place));
    Decision { outcome: Outcome::Allow, layer, statement }
}

fn by(granted: &Granted, layer: Layer) -> Decision {
    let statement = Some(StatementRef { policy: granted.name.clone(), index: 0, sid: None });
    Decision { outcome: Outcome::Allow, layer, statement }
}

fn implicit(layer: Layer) -> Decision {
    Decision { outcome: Outcome::ImplicitDeny, layer, statement: None }
}
