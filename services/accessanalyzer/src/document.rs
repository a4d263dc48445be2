//! Policies that requests bring along, to be compared or judged.
//! Ref: <https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_CheckNoNewAccess.html>

use gen_accessanalyzer::values::access_check_policy_type;
use kernel::ApiResult;
use policy::PolicyDocument;

use crate::{errors, facts, limits};

/// Statements that are looked at.
const MAX_STATEMENTS: usize = 500;

/// Reads a policy of this type.
pub(crate) fn of_type(text: &str, kind: &str) -> ApiResult<PolicyDocument> {
    if text.len() > limits::POLICY_BYTES {
        return Err(errors::invalid_parameter("The policy document is too large."));
    }
    let document = PolicyDocument::parse(text).map_err(|error| {
        errors::invalid_parameter(format!("The policy document is not valid: {error}"))
    })?;
    if document.statements.len() > MAX_STATEMENTS {
        return Err(errors::unprocessable("The policy document has too many statements."));
    }
    let of_resource = kind == access_check_policy_type::RESOURCE_POLICY;
    if document.statements.iter().any(|s| s.principal.is_some() != of_resource) {
        let message = match of_resource {
            true => "Every statement of a resource policy must have a Principal element.",
            false => "Statements of an identity policy must not have a Principal element.",
        };
        return Err(errors::invalid_parameter(message));
    }
    Ok(document)
}

/// One action for each pattern of a policy: enough to tell whether anybody gets in.
pub(crate) fn some_actions(document: &PolicyDocument) -> Vec<String> {
    let elements = document.statements.iter().filter_map(|statement| statement.action.as_ref());
    let mut actions: Vec<String> = elements
        .flat_map(|element| &element.values)
        .map(|pattern| match facts::expand(pattern).first() {
            Some((service, name)) => format!("{service}:{name}"),
            None => pattern.replace('*', "Any"),
        })
        .collect();
    actions.sort();
    actions.dedup();
    actions
}

/// A resource for each pattern of a policy.
pub(crate) fn some_resources(document: &PolicyDocument) -> Vec<String> {
    let elements = document.statements.iter().filter_map(|statement| statement.resource.as_ref());
    let patterns = elements.flat_map(|element| &element.values);
    let mut resources: Vec<String> =
        patterns.map(|pattern| pattern.replace('*', "any").replace('?', "x")).collect();
    resources.push("any".to_owned());
    resources.sort();
    resources.dedup();
    resources.truncate(20);
    resources
}
