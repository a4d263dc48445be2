//! Rules of resource control policies beyond those of other policies: denials, for everybody, on services by name.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html>

use crate::document::{Effect, Element, Statement};
use crate::errors::PolicyError;
use crate::principal::PrincipalSpec;

pub(super) fn check(index: usize, statement: &Statement) -> Result<(), PolicyError> {
    let broken = |rule| Err(PolicyError::ControlPolicy { statement: index, rule });
    let everyone = |principals: &[PrincipalSpec]| principals == [PrincipalSpec::Everyone];
    if !statement.principal.as_ref().is_some_and(|element| everyone(&element.principals)) {
        return broken("the principal of a resource control policy must be \"*\"");
    }
    let negated = |element: &Option<Element>| element.as_ref().is_some_and(|e| e.negated);
    if negated(&statement.action) {
        return broken("a resource control policy must not have NotAction");
    }
    if statement.effect == Effect::Allow && !is_full_access(statement) {
        return broken("only RCPFullAWSAccess may have the effect Allow");
    }
    let actions = statement.action.iter().flat_map(|element| &element.values);
    if statement.effect == Effect::Deny && actions.into_iter().any(|action| action == "*") {
        return broken("a resource control policy must name the services of its actions");
    }
    Ok(())
}

/// `RCPFullAWSAccess`: everything, without conditions.
fn is_full_access(statement: &Statement) -> bool {
    let star = |element: &Option<Element>| {
        element.as_ref().is_some_and(|e| !e.negated && e.values == ["*"])
    };
    star(&statement.action) && star(&statement.resource) && statement.conditions.is_empty()
}
