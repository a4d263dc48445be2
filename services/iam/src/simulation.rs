//! The policy simulator: which decision policies would lead to, and which of their statements make it. The policies
//! and the request are given; nothing is called and nothing is read here.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_testing-policies.html>

mod answer;
pub(crate) mod context_entries;
pub(crate) mod context_keys;
mod positions;
pub(crate) mod principal;
pub(crate) mod requests;
mod source;

use kernel::{AccountId, ApiError};
use policy::{
    Attached, Effect, Explanation, Layer, Outcome, PolicyDocument, PolicySet, Principal, Request,
    RequestContext, explain,
};

pub(crate) use answer::reply;
pub(crate) use source::Source;

use crate::errors;

/// Everything that a simulation knows but the action and the resource.
pub(crate) struct Simulation {
    /// Of the user, group or role, and those that the call adds.
    pub(crate) identity: Vec<Source>,
    pub(crate) boundary: Option<Source>,
    /// Service control policies by level, from the organization's root down; `None` outside of organizations.
    pub(crate) organization: Option<Vec<Vec<Source>>>,
    /// The policy of each of the resources.
    pub(crate) resource: Option<Source>,
    pub(crate) caller: Principal,
    /// Whose the resources are; `None` means the caller's.
    pub(crate) owner: Option<AccountId>,
    pub(crate) context: RequestContext,
}

/// What would become of one action on one resource.
pub(crate) struct Verdict<'s> {
    pub(crate) outcome: Outcome,
    /// The statements that made it.
    pub(crate) matched: Vec<Matched<'s>>,
    /// Condition keys that statements for this action ask for and nobody gave.
    pub(crate) missing: Vec<String>,
    /// Whether the organization lets it through.
    pub(crate) organization: Option<bool>,
    /// Whether the permissions boundary lets it through.
    pub(crate) boundary: Option<bool>,
    /// Across accounts: what each kind of policy says.
    pub(crate) details: Vec<(&'static str, Outcome)>,
}

/// A statement that decided.
pub(crate) struct Matched<'s> {
    pub(crate) source: &'s Source,
    pub(crate) index: usize,
    pub(crate) of_resource: bool,
}

impl Simulation {
    /// Decides one request.
    pub(crate) fn run(&self, action: &str, resource: &str) -> Verdict<'_> {
        let request = self.request(action, resource);
        let identity: Vec<Attached> = self.identity.iter().map(|s| s.attached.clone()).collect();
        let levels = self.levels();
        let set = PolicySet {
            identity: &identity,
            boundary: self.boundary.as_ref().map(|s| &s.attached),
            service_control: &levels,
            resource: self.resource.as_ref().map(|s| &s.attached),
            ..PolicySet::default()
        };
        let explained = explain(&request, &set);
        let organization = self.organization.as_ref().map(|_| {
            self.passes(&request, PolicySet { service_control: &levels, ..PolicySet::default() })
        });
        let boundary = self.boundary.as_ref().map(|boundary| {
            let set = PolicySet { boundary: Some(&boundary.attached), ..PolicySet::default() };
            self.passes(&request, set)
        });
        let details = match organization {
            Some(false) => Vec::new(),
            _ => self.details(&request, &identity),
        };
        Verdict {
            outcome: explained.decision.outcome,
            matched: self.matched(&explained),
            missing: self.missing(&explained),
            organization,
            boundary,
            details,
        }
    }

    fn request<'r>(&'r self, action: &'r str, resource: &'r str) -> Request<'r> {
        Request {
            principal: &self.caller,
            action,
            resource,
            resource_account: self.owner,
            context: &self.context,
        }
    }

    fn levels(&self) -> Vec<Vec<Attached>> {
        let levels = self.organization.iter().flatten();
        levels.map(|level| level.iter().map(|s| s.attached.clone()).collect()).collect()
    }

    /// Whether policies that only limit let a request through which all else allows.
    fn passes(&self, request: &Request<'_>, limits: PolicySet<'_>) -> bool {
        let Ok(everything) = PolicyDocument::parse(EVERYTHING) else { return false };
        let identity = [Attached::new("everything", &everything)];
        let own = Request { resource_account: None, ..*request };
        explain(&own, &PolicySet { identity: &identity, ..limits }).decision.is_allowed()
    }

    /// "This parameter is populated for only cross-account simulations."
    fn details(
        &self,
        request: &Request<'_>,
        identity: &[Attached],
    ) -> Vec<(&'static str, Outcome)> {
        let crosses = matches!((self.owner, self.caller.account), (Some(o), Some(c)) if o != c);
        if !crosses {
            return Vec::new();
        }
        let own = Request { resource_account: None, ..*request };
        let by_identity = explain(&own, &PolicySet { identity, ..PolicySet::default() });
        let by_resource = match &self.resource {
            None => Outcome::ImplicitDeny,
            Some(source) => {
                let set = PolicySet { resource: Some(&source.attached), ..PolicySet::default() };
                let steps = explain(request, &set).steps;
                let says = |effect| steps.iter().any(|s| s.effect == effect && s.fate.is_applied());
                match (says(Effect::Deny), says(Effect::Allow)) {
                    (true, _) => Outcome::ExplicitDeny,
                    (false, true) => Outcome::Allow,
                    (false, false) => Outcome::ImplicitDeny,
                }
            }
        };
        vec![
            (source::IDENTITY_TYPE, by_identity.decision.outcome),
            (source::RESOURCE_TYPE, by_resource),
        ]
    }

    /// Of a denial the statements that deny, of a permission those that allow, of an implicit denial none.
    fn matched(&self, explained: &Explanation) -> Vec<Matched<'_>> {
        let effect = match explained.decision.outcome {
            Outcome::Allow => Effect::Allow,
            Outcome::ExplicitDeny => Effect::Deny,
            Outcome::ImplicitDeny => return Vec::new(),
        };
        let deciding = explained.steps.iter().filter(|step| {
            let told = match step.layer {
                Layer::Identity | Layer::Resource => true,
                Layer::Boundary => effect == Effect::Deny,
                _ => false,
            };
            told && step.effect == effect && step.fate.is_applied()
        });
        let found = deciding.filter_map(|step| {
            let source = self.source(&step.statement.policy)?;
            let of_resource = step.layer == Layer::Resource;
            Some(Matched { source, index: step.statement.index, of_resource })
        });
        found.collect()
    }

    fn missing(&self, explained: &Explanation) -> Vec<String> {
        let mut missing: Vec<String> = Vec::new();
        let concerned = explained.steps.iter().filter(|step| step.fate.concerns_request());
        for step in concerned {
            let Some(source) = self.source(&step.statement.policy) else { continue };
            for key in context_keys::of_statement(&source.document, step.statement.index) {
                let known = missing.iter().any(|m| m.eq_ignore_ascii_case(&key));
                if !known && !context_entries::has(&self.context, &key) {
                    missing.push(key);
                }
            }
        }
        missing
    }

    fn source(&self, name: &str) -> Option<&Source> {
        let levels = self.organization.iter().flatten().flatten();
        let single = self.boundary.iter().chain(self.resource.iter());
        self.identity.iter().chain(single).chain(levels).find(|s| *s.attached.name == *name)
    }
}

const EVERYTHING: &str = r#"{"Version": "2012-10-17",
    "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"#;

/// Whether a statement is about the action and the resource, whatever its conditions say.
trait Concerns {
    fn concerns_request(&self) -> bool;
}

impl Concerns for policy::Fate {
    fn concerns_request(&self) -> bool {
        self.is_applied() || matches!(self, policy::Fate::Condition { .. })
    }
}

/// A policy of the input that is none.
pub(crate) fn refused(error: &policy::PolicyError) -> ApiError {
    errors::invalid_input(policy::Kind::Identity.wording(error))
}

#[cfg(test)]
mod tests;
