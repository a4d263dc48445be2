//! What a document may hold depends on where it is attached, and so does the wording of what is wrong with it.
//!
//! Wording marked recorded was seen in answers of AWS; documented stands in its references; reported is how people quote
//! AWS's answer in public reports; assumed is none of these.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html>

mod elements;
mod resource_control;
mod wording;

use std::collections::BTreeSet;

use crate::document::{Effect, Limits, PolicyDocument, Statement, Version};
use crate::errors::PolicyError;

/// What a document is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Of a user, group or role: inline or managed.
    Identity,
    /// Of a user or role: a managed policy as its boundary.
    Boundary,
    /// Passed to STS.
    Session,
    /// Of a role: who may assume it.
    Trust,
    /// Of a resource: queue, topic, key, function ...
    Resource,
    /// Of a bucket, which words errors in its own way.
    Bucket,
    /// Service control policy.
    ServiceControl,
    /// Resource control policy.
    ResourceControl,
    /// Of a VPC endpoint.
    Endpoint,
}

impl Kind {
    /// The default size limit of the kind, where it has one of its own.
    /// Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>
    pub fn limits(self) -> Limits {
        match self {
            Kind::Identity | Kind::Boundary => Limits::without_white_space(6144),
            Kind::Session | Kind::Trust => Limits::without_white_space(2048),
            Kind::Bucket | Kind::Endpoint => Limits { characters: 20 * 1024, white_space: true },
            Kind::ServiceControl | Kind::ResourceControl => {
                Limits { characters: 5120, white_space: true }
            }
            Kind::Resource => Limits::default(),
        }
    }

    /// Whether the policy says what its holder may do, so that it names no principal.
    fn is_of_identity(self) -> bool {
        matches!(self, Kind::Identity | Kind::Boundary | Kind::Session)
    }
}

/// Whether `document` may be attached as a policy of this kind.
///
/// Whether the principals, actions and resources that it names exist is not asked.
pub fn validate(document: &PolicyDocument, kind: Kind) -> Result<(), PolicyError> {
    if kind.is_of_identity() && document.version < Version::V2012 {
        return Err(PolicyError::VersionTooOld);
    }
    if document.statements.is_empty() {
        return Err(PolicyError::Missing { statement: None, field: "Statement" });
    }
    let mut worst: Option<PolicyError> = None;
    let mut report = |error: PolicyError| {
        // IAM looks for one kind of fault after the other, others for whatever comes first.
        let sooner = |known: &PolicyError| kind.is_of_identity() && turn(&error) < turn(known);
        if worst.as_ref().is_none_or(sooner) {
            worst = Some(error);
        }
    };
    sids(document, kind).unwrap_or_else(&mut report);
    for (index, statement) in document.statements.iter().enumerate() {
        presence(index, statement, kind).unwrap_or_else(&mut report);
        elements::check(index, statement, kind, &mut report);
        if kind == Kind::ResourceControl {
            resource_control::check(index, statement).unwrap_or_else(&mut report);
        }
    }
    worst.map_or(Ok(()), Err)
}

/// When IAM comes to a fault of an identity policy: its answers are of the first turn that finds one. Reported.
fn turn(error: &PolicyError) -> u8 {
    match error {
        PolicyError::ResourceFields { .. } => 1,
        PolicyError::ConditionValue { operator, .. } if operator.contains("Date") => 1,
        PolicyError::SidTwice(_) | PolicyError::Sid(_) => 2,
        PolicyError::Missing { field: "Action", .. } => 3,
        PolicyError::Resource { .. }
        | PolicyError::Partition { .. }
        | PolicyError::ResourceService { .. }
        | PolicyError::ResourceRegion { .. }
        | PolicyError::ResourceType { .. } => 4,
        PolicyError::ActionWithoutService { .. }
        | PolicyError::ActionColons { .. }
        | PolicyError::Service { .. }
        | PolicyError::ConditionKey { .. } => 5,
        PolicyError::Missing { field: "Resource", .. } => 6,
        _ => 0,
    }
}

/// "In IAM, the Sid value must be unique within a JSON policy", of ASCII letters and digits.
/// Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html>
fn sids(document: &PolicyDocument, kind: Kind) -> Result<(), PolicyError> {
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for sid in document.statements.iter().filter_map(|statement| statement.sid.as_deref()) {
        let plain = sid.bytes().all(|b| b.is_ascii_alphanumeric());
        if (kind.is_of_identity() || kind == Kind::Trust) && !plain {
            return Err(PolicyError::Sid(sid.to_owned()));
        }
        if !seen.insert(sid) && !sid.is_empty() {
            return Err(PolicyError::SidTwice(sid.to_owned()));
        }
    }
    Ok(())
}

/// Which elements a statement must have and must not have.
fn presence(index: usize, statement: &Statement, kind: Kind) -> Result<(), PolicyError> {
    let missing = |field| Err(PolicyError::Missing { statement: Some(index), field });
    let prohibited = |field| Err(PolicyError::Prohibited { statement: Some(index), field });
    let has_principal = statement.principal.as_ref().is_some_and(|p| !p.principals.is_empty());
    let negated_principal = statement.principal.as_ref().is_some_and(|p| p.negated);
    let empty = |element: &Option<crate::document::Element>| {
        element.as_ref().is_none_or(|element| element.values.is_empty())
    };
    let of_holder = kind.is_of_identity() || kind == Kind::ServiceControl;
    match kind {
        _ if of_holder && statement.principal.is_some() => return prohibited("Principal"),
        Kind::Trust if negated_principal => {
            let allows = statement.effect == Effect::Allow;
            return Err(PolicyError::NotPrincipal { statement: index, allows });
        }
        Kind::ResourceControl if negated_principal => return prohibited("NotPrincipal"),
        // "Most resource-based policy types do not allow NotPrincipal with Allow": only buckets' are known to.
        Kind::Resource | Kind::Endpoint
            if negated_principal && statement.effect == Effect::Allow =>
        {
            return prohibited("NotPrincipal");
        }
        _ if !of_holder && !has_principal => return missing("Principal"),
        _ => {}
    }
    if empty(&statement.action) {
        return missing("Action");
    }
    match kind {
        Kind::Trust => match &statement.resource {
            Some(element) if element.negated => prohibited("NotResource"),
            Some(_) => prohibited("Resource"),
            None => Ok(()),
        },
        _ if empty(&statement.resource) => missing("Resource"),
        _ => Ok(()),
    }
}

#[cfg(test)]
#[path = "kinds/tests.rs"]
mod tests;
