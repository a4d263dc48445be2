//! The form of actions, resources and conditions.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html#policies-grammar-notes-strings>

use arn::Partition;

use super::Kind;
use crate::condition::readable;
use crate::document::Statement;
use crate::errors::PolicyError;

/// Tells `report` of each element that has not the form that it should.
pub(super) fn check(
    index: usize,
    statement: &Statement,
    kind: Kind,
    report: &mut dyn FnMut(PolicyError),
) {
    for value in statement.action.iter().flat_map(|element| &element.values) {
        action(index, value).unwrap_or_else(&mut *report);
        if kind == Kind::Trust {
            trust_action(index, value).unwrap_or_else(&mut *report);
        }
    }
    for value in statement.resource.iter().flat_map(|element| &element.values) {
        resource(index, value).unwrap_or_else(&mut *report);
    }
    for entry in &statement.conditions {
        if !entry.key.contains(':') {
            report(PolicyError::ConditionKey { statement: index, key: entry.key.clone() });
        }
        if let Some(value) = entry.values.iter().find(|value| !readable(entry.operator, value)) {
            report(PolicyError::ConditionValue {
                statement: index,
                operator: entry.operator.to_string(),
                value: value.clone(),
            });
        }
    }
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
        return match fields.len() {
            1 => Err(PolicyError::ResourceService { statement, resource: given() }),
            _ => Err(PolicyError::ResourceFields { statement, resource: given() }),
        };
    }
    if let [_, service @ ("iam" | "s3"), region, _, name] = fields[..]
        && !region.is_empty()
        && region != "*"
        && !(service == "s3" && REGIONAL_OF_S3.iter().any(|start| name.starts_with(start)))
    {
        let service = service.to_owned();
        return Err(PolicyError::ResourceRegion { statement, service, resource: given() });
    }
    if let [_, "iam", _, _, name] = fields[..] {
        let kind = name.split('/').next().unwrap_or(name);
        let open = name == "root" || kind.contains(['*', '?', '$']);
        if !open && !TYPES_OF_IAM.iter().any(|start| name.starts_with(start)) {
            return Err(PolicyError::ResourceType { statement, resource: given() });
        }
    }
    Ok(())
}

/// Types of S3's resources that have a region.
const REGIONAL_OF_S3: [&str; 6] =
    ["accesspoint/", "access-grants/", "async-request/", "job/", "storage-lens", "*"];

/// How the last field of IAM's ARNs begins. All but the last as IAM lists them.
pub(super) const TYPES_OF_IAM: [&str; 14] = [
    "user/",
    "federated-user/",
    "role/",
    "group/",
    "instance-profile/",
    "mfa/",
    "server-certificate/",
    "policy/",
    "sms-mfa/",
    "saml-provider/",
    "oidc-provider/",
    "report/",
    "access-report/",
    "delegation-request/",
];
