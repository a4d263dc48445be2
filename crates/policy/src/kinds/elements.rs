//! The form of actions, resources and conditions.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html#policies-grammar-notes-strings>

use arn::Partition;

use super::Kind;
use crate::condition::readable;
use crate::document::Statement;
use crate::errors::PolicyError;

pub(super) fn check(index: usize, statement: &Statement, kind: Kind) -> Result<(), PolicyError> {
    for value in statement.action.iter().flat_map(|element| &element.values) {
        action(index, value)?;
        if kind == Kind::Trust {
            trust_action(index, value)?;
        }
    }
    for value in statement.resource.iter().flat_map(|element| &element.values) {
        resource(index, value)?;
    }
    for entry in &statement.conditions {
        if !entry.key.contains(':') {
            return Err(PolicyError::ConditionKey { statement: index, key: entry.key.clone() });
        }
        if let Some(value) = entry.values.iter().find(|value| !readable(entry.operator, value)) {
            return Err(PolicyError::ConditionValue {
                statement: index,
                operator: entry.operator.to_string(),
                value: value.clone(),
            });
        }
    }
    Ok(())
}

/// `*`, or a service, a colon and a name.
fn action(statement: usize, value: &str) -> Result<(), PolicyError> {
    if value == "*" {
        return Ok(());
    }
    let given = || value.to_owned();
    let Some((service, name)) = value.split_once(':') else {
        return Err(PolicyError::ActionWithoutService { statement, action: given() });
    };
    if name.contains(':') {
        return Err(PolicyError::ActionColons { statement, action: given() });
    }
    let service_ok = !service.is_empty()
        && service.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'*' | b'?'));
    if !service_ok {
        return Err(PolicyError::Service { statement, service: service.to_owned() });
    }
    let name_ok = !name.is_empty()
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'*' | b'?' | b'-' | b'_'));
    if !name_ok {
        return Err(PolicyError::ActionWithoutService { statement, action: given() });
    }
    Ok(())
}

/// The actions of STS that a role's trust policy is about.
/// Ref: <https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html>
fn trust_action(statement: usize, value: &str) -> Result<(), PolicyError> {
    let (service, name) = value.split_once(':').unwrap_or(("", value));
    let name = name.to_ascii_lowercase();
    let known = [
        "assumerole",
        "assumerolewithsaml",
        "assumerolewithwebidentity",
        "assumeroot",
        "setcontext",
        "setsourceidentity",
        "tagsession",
        "tagresource",
    ];
    let fits = service.eq_ignore_ascii_case("sts")
        && (known.contains(&name.as_str()) || name.ends_with('*'));
    if fits {
        return Ok(());
    }
    Err(PolicyError::ActionOutOfScope { statement, action: value.to_owned() })
}

/// `*`, or an ARN of six fields in a partition that there is.
fn resource(statement: usize, value: &str) -> Result<(), PolicyError> {
    if value.starts_with('*') {
        return Ok(());
    }
    let given = || value.to_owned();
    let Some(rest) = value.strip_prefix("arn:") else {
        return Err(PolicyError::Resource { statement, resource: given() });
    };
    let fields: Vec<&str> = rest.splitn(5, ':').collect();
    let partition = fields[0];
    let wild = partition.contains(['*', '?']);
    if !wild && Partition::parse(partition).is_none() {
        return Err(PolicyError::Partition {
            statement,
            partition: partition.to_owned(),
            resource: given(),
        });
    }
    // A star that ends the text stands for the fields that follow.
    if fields.len() < 5 && !value.ends_with('*') {
        return Err(PolicyError::ResourceFields { statement, resource: given() });
    }
    if let [_, service @ ("iam" | "s3"), region, _, _] = fields[..]
        && !region.is_empty()
        && region != "*"
    {
        let service = service.to_owned();
        return Err(PolicyError::ResourceRegion { statement, service, resource: given() });
    }
    Ok(())
}
