//! Access from outside of the zone of trust, decided by evaluation: for whom a statement names, requests from outside
//! are made up that meet its conditions, and the whole policy decides them, denies included. A request that gets
//! through is a finding.
//!
//! The requests are representative, not all that there can be: a policy whose denies leave only odd gaps may be
//! reported as closed. Services count as outside only where the statement ties them to a foreign account or
//! organization: that a service serves this account is what most such statements are for.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-concepts.html>

mod outsider;
mod witness;

use clock::Timestamp;
use kernel::AccountId;
use policy::{
    Attached, Effect, PolicyDocument, PolicySet, PrincipalSpec, Request, RequestContext,
    ResourceRule, Statement, evaluate,
};

use crate::finding::External;
use crate::zone::Zone;
use outsider::Outsider;
use witness::{Axes, Conditions};

/// A resource whose policy is looked at.
pub(crate) struct Subject<'a> {
    /// The resource, and what lies in it that statements may name instead.
    pub(crate) resources: Vec<String>,
    pub(crate) owner: AccountId,
    /// The owner's organization, and its path there.
    pub(crate) organization: Option<(String, String)>,
    pub(crate) document: &'a PolicyDocument,
    /// A role's trust policy: nobody gets in unsigned.
    pub(crate) trust: bool,
    /// The actions that the resource knows.
    pub(crate) actions: &'a [String],
    pub(crate) now: Timestamp,
}

/// Requests that are tried for one principal of one statement.
const MAX_TRIES: usize = 96;

/// What principals outside of `zone` may do, by principal and conditions.
pub(crate) fn analyze(subject: &Subject<'_>, zone: &Zone) -> Vec<External> {
    let mut found: Vec<External> = Vec::new();
    for statement in &subject.document.statements {
        let Some(element) = &statement.principal else { continue };
        if statement.effect != Effect::Allow {
            continue;
        }
        // All but those named is everybody.
        let everyone = [PrincipalSpec::Everyone];
        let named = if element.negated { &everyone[..] } else { &element.principals };
        for spec in named {
            if let Some(external) = of_statement(subject, zone, statement, spec) {
                add(&mut found, external);
            }
        }
    }
    found
}

/// The statements that let in anybody.
pub(crate) fn public_statements(subject: &Subject<'_>, zone: &Zone) -> Vec<usize> {
    let lets_in = |statement: &Statement| {
        let Some(element) = &statement.principal else { return false };
        let everyone = element.negated || element.principals.contains(&PrincipalSpec::Everyone);
        statement.effect == Effect::Allow
            && everyone
            && of_statement(subject, zone, statement, &PrincipalSpec::Everyone)
                .is_some_and(|external| external.public)
    };
    let all = subject.document.statements.iter().enumerate();
    all.filter(|(_, statement)| lets_in(statement)).map(|(index, _)| index).collect()
}

fn add(found: &mut Vec<External>, new: External) {
    let same = |known: &&mut External| {
        known.principal == new.principal && known.conditions == new.conditions
    };
    match found.iter_mut().find(same) {
        None => found.push(new),
        Some(known) => {
            known.public |= new.public;
            known.actions.extend(new.actions);
            known.actions.sort();
            known.actions.dedup();
        }
    }
}

fn of_statement(
    subject: &Subject<'_>,
    zone: &Zone,
    statement: &Statement,
    spec: &PrincipalSpec,
) -> Option<External> {
    let principal = outsider::shown(spec, zone)?;
    let conditions = Conditions::of(statement, zone);
    if conditions.are_closed() {
        return None;
    }
    if matches!(spec, PrincipalSpec::Service(_)) && !conditions.tie_to_outside() {
        return None;
    }
    let trial = Trial::new(subject, statement);
    let outsiders = outsider::of(spec, statement, subject, zone);
    let axes = Axes::of(statement, subject.document, zone);
    let actions = trial.allowed(&outsiders, &axes);
    if actions.is_empty() {
        return None;
    }
    let anybody: Vec<Outsider> = outsiders.into_iter().filter(|who| who.anybody).collect();
    let public = !trial.allowed(&anybody, &axes.unrestricted()).is_empty();
    let conditions = conditions.shown();
    Some(External { principal, actions, conditions, public, ..External::default() })
}

/// One statement that allows, with all that deny.
struct Trial<'a> {
    subject: &'a Subject<'a>,
    resource_policy: Attached,
    identity: [Attached; 1],
}

impl<'a> Trial<'a> {
    fn new(subject: &'a Subject<'a>, statement: &Statement) -> Trial<'a> {
        let denies = subject.document.statements.iter().filter(|s| s.effect == Effect::Deny);
        let statements = denies.chain([statement]).cloned().collect();
        let document = PolicyDocument { version: subject.document.version, id: None, statements };
        let everything = Statement {
            sid: None,
            effect: Effect::Allow,
            principal: None,
            action: Some(policy::Element { negated: false, values: vec!["*".to_owned()] }),
            resource: Some(policy::Element { negated: false, values: vec!["*".to_owned()] }),
            conditions: Vec::new(),
        };
        let all = PolicyDocument {
            version: policy::Version::V2012,
            id: None,
            statements: vec![everything],
        };
        Trial {
            subject,
            resource_policy: Attached::new("resource", &document),
            identity: [Attached::new("identity", &all)],
        }
    }

    /// The actions that some outsider can do in some circumstances.
    fn allowed(&self, outsiders: &[Outsider], axes: &Axes) -> Vec<String> {
        let mut contexts = Vec::new();
        'all: for who in outsiders {
            for pick in axes.picks() {
                contexts.push((who, self.context(who, &pick)));
                if contexts.len() >= MAX_TRIES {
                    break 'all;
                }
            }
        }
        let can = |action: &&String| {
            contexts.iter().any(|(who, context)| {
                self.subject
                    .resources
                    .iter()
                    .any(|resource| self.decide(who, action, resource, context))
            })
        };
        self.subject.actions.iter().filter(can).cloned().collect()
    }

    fn context(&self, who: &Outsider, pick: &witness::Pick<'_>) -> RequestContext {
        let mut context = RequestContext::with_room();
        context.set_time(self.subject.now);
        context.set_resource(Some(self.subject.owner), []);
        if let Some((id, path)) = &self.subject.organization {
            context.set("aws:ResourceOrgID", id.as_str());
            context.set_all("aws:ResourceOrgPaths", vec![path.as_str().into()]);
        }
        who.principal.fill(&mut context, self.subject.now);
        if let Some(account) = &who.principal.account {
            context.set("kms:CallerAccount", account.as_str());
        }
        witness::apply(pick, &mut context);
        context
    }

    fn decide(
        &self,
        who: &Outsider,
        action: &str,
        resource: &str,
        context: &RequestContext,
    ) -> bool {
        let request = Request {
            principal: &who.principal,
            action,
            resource,
            resource_account: Some(self.subject.owner),
            context,
        };
        let rule = if self.subject.trust { ResourceRule::Trust } else { ResourceRule::Either };
        let policies = PolicySet {
            identity: &self.identity,
            resource: Some(&self.resource_policy),
            rule,
            ..PolicySet::default()
        };
        evaluate(&request, &policies).is_allowed()
    }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
