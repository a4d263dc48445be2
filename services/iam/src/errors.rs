//! The words of IAM's errors. Codes, statuses and query codes come with the generated constructors.
//! Recorded words are AWS's own answers; the others are how its users quote them in public reports.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html>

use gen_iam::errors as modelled;
use kernel::ApiError;
use schema::{OperationSchema, Rule, Violation};

use crate::entity::Kind;
use crate::limits::{self, Quota};

/// What IAM answers to a request that breaks the model: the path, but not the value, nor the values it could have.
pub(crate) fn wording(_operation: &OperationSchema, violations: &[Violation]) -> Option<ApiError> {
    let of_path = |v: &Violation| v.path == "path" && matches!(v.rule, Rule::Pattern(_));
    if violations.len() == 1 && violations.iter().any(of_path) {
        return Some(invalid_path());
    }
    let clause = |violation: &Violation| match &violation.rule {
        Rule::Enum(_) => format!(
            "Value at '{}' failed to satisfy constraint: Member must satisfy enum value set",
            violation.path
        ),
        _ => Violation { value: None, ..violation.clone() }.clause(),
    };
    let clauses: Vec<String> = violations.iter().map(clause).collect();
    let plural = if clauses.len() == 1 { "error" } else { "errors" };
    let count = clauses.len();
    Some(validation(format!("{count} validation {plural} detected: {}", clauses.join("; "))))
}

/// Recorded, of CreateVirtualMFADevice.
fn invalid_path() -> ApiError {
    validation(
        "The specified value for path is invalid. It must begin and end with / and contain only alphanumeric \
         characters and/or / characters.",
    )
}

/// `ValidationError`, which the model does not know.
pub(crate) fn validation(message: impl Into<String>) -> ApiError {
    ApiError::new("ValidationError", 400, message)
}

pub(crate) fn invalid_input(message: impl Into<String>) -> ApiError {
    modelled::invalid_input_exception(message)
}

pub(crate) fn no_such_entity(message: impl Into<String>) -> ApiError {
    modelled::no_such_entity_exception(message)
}

pub(crate) fn delete_conflict(message: impl Into<String>) -> ApiError {
    modelled::delete_conflict_exception(message)
}

pub(crate) fn entity_already_exists(message: impl Into<String>) -> ApiError {
    modelled::entity_already_exists_exception(message)
}

pub(crate) fn limit_exceeded(message: impl Into<String>) -> ApiError {
    modelled::limit_exceeded_exception(message)
}

pub(crate) fn malformed_policy(message: impl Into<String>) -> ApiError {
    modelled::malformed_policy_document_exception(message)
}

/// Nothing of this kind is called so.
pub(crate) fn no_such(kind: Kind, name: &str) -> ApiError {
    no_such_entity(match kind {
        Kind::User => format!("The user with name {name} cannot be found."),
        Kind::Group => format!("The group with name {name} cannot be found."),
        Kind::Role => format!("The role with name {name} cannot be found."),
        Kind::InstanceProfile => format!("Instance Profile {name} cannot be found."),
        Kind::Policy => format!("Policy {name} was not found."),
    })
}

/// Something of this kind is called so already.
pub(crate) fn already_exists(kind: Kind, name: &str) -> ApiError {
    entity_already_exists(match kind {
        Kind::User => format!("User with name {name} already exists."),
        Kind::Group => format!("Group with name {name} already exists."),
        Kind::Role => format!("Role with name {name} already exists."),
        Kind::InstanceProfile => format!("Instance Profile {name} already exists."),
        Kind::Policy => {
            format!("A policy called {name} already exists. Duplicate names are not allowed.")
        }
    })
}

pub(crate) fn quota(quota: Quota) -> ApiError {
    limit_exceeded(format!("Cannot exceed quota for {}: {}", quota.name, quota.most))
}

pub(crate) fn quota_of(name: &str, most: usize) -> ApiError {
    limit_exceeded(format!("Cannot exceed quota for {name}: {most}"))
}

pub(crate) fn invalid_marker() -> ApiError {
    validation("Invalid Marker.")
}

/// Recorded, of AttachRolePolicy.
pub(crate) fn invalid_arn() -> ApiError {
    validation("Invalid ARN:  Could not be parsed!")
}

/// Recorded, of AttachRolePolicy.
pub(crate) fn not_attachable(arn: &str) -> ApiError {
    no_such_entity(format!("Policy {arn} does not exist or is not attachable."))
}

/// Reported, of AttachRolePolicy: policies of service-linked roles are for these alone.
pub(crate) fn of_service_role(kind: Kind) -> ApiError {
    let kind = match kind {
        Kind::User => "User",
        Kind::Group => "Group",
        _ => "Role",
    };
    modelled::policy_not_attachable_exception(format!(
        "Cannot attach a Service Role Policy to a Customer {kind}."
    ))
}

/// Recorded, of DeletePolicy.
pub(crate) fn no_such_policy(arn: &str) -> ApiError {
    no_such(Kind::Policy, arn)
}

pub(crate) fn no_such_version(arn: &str, version: &str) -> ApiError {
    no_such_entity(format!("Policy {arn} version {version} does not exist or is not attachable."))
}

/// A user, group or role has no inline policy of this name.
pub(crate) fn no_such_inline(kind: Kind, policy: &str) -> ApiError {
    no_such_entity(format!("The {} policy with name {policy} cannot be found.", kind.segment()))
}

pub(crate) fn inline_too_large(kind: Kind, name: &str) -> ApiError {
    let most = limits::inline_policies(kind);
    let kind = kind.segment();
    limit_exceeded(format!("Maximum policy size of {most} bytes exceeded for {kind} {name}"))
}

pub(crate) fn too_many_versions() -> ApiError {
    limit_exceeded(
        "A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing \
         version.",
    )
}

/// AWS's own policies are nobody else's to change.
pub(crate) fn aws_managed(arn: &str) -> ApiError {
    ApiError::new(
        "AccessDenied",
        403,
        format!("The policy {arn} is managed by AWS: only AWS can change it."),
    )
}

pub(crate) fn protected_role(name: &str) -> ApiError {
    modelled::unmodifiable_entity_exception(format!(
        "Cannot perform the operation on the protected role '{name}' - this role is only modifiable by AWS"
    ))
}

/// Reported.
pub(crate) fn service_linked_path() -> ApiError {
    invalid_input("Path prefix '/aws-service-role/' can only be used for AWS Service linked Roles")
}

pub(crate) fn no_boundary(kind: Kind, name: &str) -> ApiError {
    no_such_entity(format!("The {} {name} has no permissions boundary.", kind.segment()))
}

pub(crate) fn duplicate_tags() -> ApiError {
    invalid_input("Duplicate tag keys found. Please note that Tag keys are case insensitive.")
}

pub(crate) fn system_tags() -> ApiError {
    invalid_input("Caller is an end user and not allowed to mutate system tags")
}

pub(crate) fn too_many_tags() -> ApiError {
    limit_exceeded("The number of tags has reached the maximum limit.")
}
