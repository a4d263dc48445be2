//! What policies grant beside each other: the questions of the custom policy checks, decided over the languages of
//! the policies. Actions are finite, by the facts; resources, principals and conditions are compared as patterns.
//!
//! Where patterns do not tell, the answer is that access is granted: a new statement that only several old ones
//! together cover is new access, and a deny counts only where it plainly covers. So PASS is certain, FAIL may err.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-custom-policy-checks.html>

mod cover;

use std::collections::BTreeSet;

use gen_accessanalyzer::ReasonSummary;
use policy::{Effect, PolicyDocument, Statement};

use crate::facts;
use cover::{conditions_imply, overlap, principals_cover, resources_cover, resources_may_meet};

/// An action as the facts write it, or a pattern that they do not know.
type Atom = String;

/// The actions that a statement is about.
fn atoms(statement: &Statement) -> BTreeSet<Atom> {
    let Some(element) = &statement.action else { return BTreeSet::new() };
    let known = |pattern: &String| {
        let known = facts::expand(pattern);
        let names = known.into_iter().map(|(service, name)| format!("{service}:{name}"));
        let names: Vec<Atom> = names.collect();
        if names.is_empty() { vec![pattern.to_ascii_lowercase()] } else { names }
    };
    if !element.negated {
        return element.values.iter().flat_map(known).collect();
    }
    let all = facts::expand("*").into_iter().map(|(service, name)| format!("{service}:{name}"));
    all.filter(|action| !element.values.iter().any(|v| facts::like(v, action))).collect()
}

/// Whether a statement is about this action.
fn is_about(statement: &Statement, atom: &str) -> bool {
    statement.action.as_ref().is_some_and(|element| {
        element.values.iter().any(|pattern| facts::like(pattern, atom)) != element.negated
    })
}

fn of(document: &PolicyDocument, effect: Effect) -> impl Iterator<Item = (usize, &Statement)> {
    let all = document.statements.iter().enumerate();
    all.filter(move |(_, statement)| statement.effect == effect)
}

/// Whether the policy's own denies leave nothing of what `statement` allows for this action.
fn is_denied(document: &PolicyDocument, statement: &Statement, atom: &str) -> bool {
    of(document, Effect::Deny).any(|(_, deny)| {
        is_about(deny, atom)
            && deny.conditions.is_empty()
            && resources_cover(deny, statement)
            && principals_cover(deny, statement)
    })
}

/// The statements of `new` that allow what `existing` does not.
pub(crate) fn new_access(existing: &PolicyDocument, new: &PolicyDocument) -> Vec<usize> {
    let is_new = |statement: &Statement| {
        atoms(statement).iter().any(|atom| {
            !is_denied(new, statement, atom) && !is_covered(existing, new, statement, atom)
        })
    };
    of(new, Effect::Allow).filter(|(_, s)| is_new(s)).map(|(index, _)| index).collect()
}

fn is_covered(
    existing: &PolicyDocument,
    new: &PolicyDocument,
    statement: &Statement,
    atom: &str,
) -> bool {
    let allowed = of(existing, Effect::Allow).any(|(_, old)| {
        is_about(old, atom)
            && resources_cover(old, statement)
            && principals_cover(old, statement)
            && conditions_imply(statement, old)
    });
    // A deny that is no more lets through what it kept back.
    let kept = |old: &Statement| {
        of(new, Effect::Deny).any(|(_, deny)| {
            is_about(deny, atom)
                && resources_cover(deny, old)
                && principals_cover(deny, old)
                && conditions_imply(old, deny)
        })
    };
    allowed
        && of(existing, Effect::Deny)
            .filter(|(_, old)| is_about(old, atom) && resources_may_meet(old, statement))
            .all(|(_, old)| kept(old))
}

/// What a policy must not grant.
pub(crate) struct Unwanted<'a> {
    /// Patterns; empty: any action.
    pub(crate) actions: &'a [String],
    /// ARNs or patterns; empty: any resource.
    pub(crate) resources: &'a [String],
}

/// The statements that grant some of what is not wanted.
pub(crate) fn granted(document: &PolicyDocument, unwanted: &Unwanted<'_>) -> Vec<usize> {
    let grants = |statement: &Statement| {
        let of_resource = |wanted: &String| match &statement.resource {
            None => true,
            Some(element) if element.negated => {
                !element.values.iter().any(|except| facts::like_exactly(except, wanted))
            }
            Some(element) => element.values.iter().any(|pattern| overlap(pattern, wanted)),
        };
        if !unwanted.resources.is_empty() && !unwanted.resources.iter().any(of_resource) {
            return false;
        }
        let wanted = |atom: &Atom| {
            unwanted.actions.is_empty()
                || unwanted.actions.iter().any(|w| facts::like(w, atom) || facts::like(atom, w))
        };
        atoms(statement)
            .iter()
            .filter(|atom| wanted(atom))
            .any(|atom| !denies_unwanted(document, statement, atom, unwanted))
    };
    of(document, Effect::Allow).filter(|(_, s)| grants(s)).map(|(index, _)| index).collect()
}

/// Whether a deny covers all that the statement allows, or all that is asked about.
fn denies_unwanted(
    document: &PolicyDocument,
    statement: &Statement,
    atom: &str,
    unwanted: &Unwanted<'_>,
) -> bool {
    let asked = Statement {
        resource: Some(policy::Element { negated: false, values: unwanted.resources.to_vec() }),
        ..statement.clone()
    };
    is_denied(document, statement, atom)
        || (!unwanted.resources.is_empty() && is_denied(document, &asked, atom))
}

/// The reasons of a failed check, a statement each.
pub(crate) fn reasons(
    document: &PolicyDocument,
    indices: &[usize],
    what: &str,
) -> Vec<ReasonSummary> {
    let reason = |index: &usize| {
        let sid = document.statements.get(*index).and_then(|statement| statement.sid.clone());
        let place = match &sid {
            Some(sid) => format!("sid: {sid}"),
            None => format!("index: {index}"),
        };
        ReasonSummary {
            description: Some(format!("{what} in the statement with {place}.")),
            statement_index: i32::try_from(*index).ok(),
            statement_id: sid,
        }
    };
    indices.iter().map(reason).collect()
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
