//! The words of Organizations' errors. Where a report of AWS's own words is known they stand here; else its
//! documentation's.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/CommonErrors.html>

use gen_organizations as model;
use gen_organizations::errors as modelled;
use gen_organizations::values::access_denied_for_dependency_exception_reason as dependency_reason;
use gen_organizations::values::constraint_violation_exception_reason as constraint_reason;
use gen_organizations::values::invalid_input_exception_reason as input_reason;
use kernel::ApiError;
use schema::{OperationSchema, Rule, Violation};

/// What breaks the model's constraints is an InvalidInputException with a reason.
pub(crate) fn wording(_operation: &OperationSchema, violations: &[Violation]) -> Option<ApiError> {
    let violation = violations.first()?;
    let member = violation.path.rsplit('.').next().unwrap_or_default();
    let (reason, message) = match &violation.rule {
        Rule::Required => {
            (input_reason::INPUT_REQUIRED, "You must include a value for all required parameters.")
        }
        Rule::MinLength(_) => (
            input_reason::MIN_LENGTH_EXCEEDED,
            "You provided a string parameter that is shorter than allowed.",
        ),
        Rule::MaxLength(_) => (
            input_reason::MAX_LENGTH_EXCEEDED,
            "You provided a string parameter that is longer than allowed.",
        ),
        Rule::Min(_) => (
            input_reason::MIN_VALUE_EXCEEDED,
            "You provided a numeric parameter that has a smaller value than allowed.",
        ),
        Rule::Max(_) => (
            input_reason::MAX_VALUE_EXCEEDED,
            "You provided a numeric parameter that has a larger value than allowed.",
        ),
        Rule::Enum(_) if is_policy_type(member, violation) => {
            (input_reason::INVALID_ENUM_POLICY_TYPE, "You specified an invalid value.")
        }
        Rule::Enum(_) => (input_reason::INVALID_ENUM, "You specified an invalid value."),
        Rule::Elements(_) => (
            input_reason::INVALID_LIST_MEMBER,
            "You provided a list to a parameter that contains at least one invalid value.",
        ),
        Rule::Pattern(_) if member.eq_ignore_ascii_case("TargetId") => {
            (input_reason::INVALID_PATTERN_TARGET_ID, PATTERN)
        }
        Rule::Pattern(_) if member.eq_ignore_ascii_case("PolicyId") => {
            (input_reason::INVALID_SYNTAX_POLICY_ID, PATTERN)
        }
        Rule::Pattern(_) if member.eq_ignore_ascii_case("RoleName") => {
            (input_reason::INVALID_ROLE_NAME, PATTERN)
        }
        _ => (input_reason::INVALID_PATTERN, PATTERN),
    };
    Some(invalid_input(reason, message))
}

const PATTERN: &str = "You provided a value that does not match the required pattern.";

fn is_policy_type(member: &str, violation: &Violation) -> bool {
    let Rule::Enum(values) = &violation.rule else { return false };
    !member.is_empty() && values.contains(&"TAG_POLICY")
}

pub(crate) fn invalid_input(reason: &str, message: impl Into<String>) -> ApiError {
    let body = model::InvalidInputException { message: None, reason: Some(reason.to_owned()) };
    modelled::invalid_input_exception(message, body)
}

pub(crate) fn constraint(reason: &str, message: impl Into<String>) -> ApiError {
    let body =
        model::ConstraintViolationException { message: None, reason: Some(reason.to_owned()) };
    modelled::constraint_violation_exception(message, body)
}

pub(crate) fn handshake_constraint(reason: &str, message: impl Into<String>) -> ApiError {
    let body = model::HandshakeConstraintViolationException {
        message: None,
        reason: Some(reason.to_owned()),
    };
    modelled::handshake_constraint_violation_exception(message, body)
}

/// Reported.
pub(crate) fn not_in_use() -> ApiError {
    modelled::aws_organizations_not_in_use_exception(
        "Your account is not a member of an organization.",
    )
}

/// Reported.
pub(crate) fn access_denied() -> ApiError {
    modelled::access_denied_exception("You don't have permissions to access this resource.")
}

pub(crate) fn denied_for_linked_role() -> ApiError {
    let body = model::AccessDeniedForDependencyException {
        message: None,
        reason: Some(dependency_reason::ACCESS_DENIED_DURING_CREATE_SERVICE_LINKED_ROLE.to_owned()),
    };
    modelled::access_denied_for_dependency_exception(
        "The operation that you attempted requires you to have the iam:CreateServiceLinkedRole for \
         organizations.amazonaws.com permission so that Organizations can create the required \
         service-linked role. You don't have that permission.",
        body,
    )
}

pub(crate) fn already_in_organization() -> ApiError {
    modelled::already_in_organization_exception(
        "The AWS account is already a member of an organization.",
    )
}

pub(crate) fn pattern() -> ApiError {
    invalid_input(input_reason::INVALID_PATTERN, PATTERN)
}

pub(crate) fn next_token() -> ApiError {
    invalid_input(input_reason::INVALID_NEXT_TOKEN, "You specified an invalid NextToken.")
}

pub(crate) fn no_account() -> ApiError {
    modelled::account_not_found_exception("You specified an account that doesn't exist.")
}

pub(crate) fn no_unit() -> ApiError {
    modelled::organizational_unit_not_found_exception(
        "You specified an organizational unit that doesn't exist.",
    )
}

pub(crate) fn no_parent() -> ApiError {
    modelled::parent_not_found_exception("You specified a parent that doesn't exist.")
}

pub(crate) fn no_child() -> ApiError {
    modelled::child_not_found_exception("You specified a child that doesn't exist.")
}

pub(crate) fn no_root() -> ApiError {
    modelled::root_not_found_exception("You specified a root that doesn't exist.")
}

pub(crate) fn no_target() -> ApiError {
    modelled::target_not_found_exception("You specified a target that doesn't exist.")
}

pub(crate) fn no_policy() -> ApiError {
    modelled::policy_not_found_exception("You specified a policy that doesn't exist.")
}

pub(crate) fn no_handshake() -> ApiError {
    modelled::handshake_not_found_exception("You specified a handshake that doesn't exist.")
}

pub(crate) fn no_transfer() -> ApiError {
    modelled::responsibility_transfer_not_found_exception(
        "You specified a responsibility transfer that doesn't exist.",
    )
}

/// Reported.
pub(crate) fn duplicate_unit() -> ApiError {
    modelled::duplicate_organizational_unit_exception("An OU with the same name already exists.")
}

/// Reported.
pub(crate) fn duplicate_policy() -> ApiError {
    modelled::duplicate_policy_exception(
        "A policy with the specified name and type already exists.",
    )
}

/// Reported.
pub(crate) fn type_not_enabled() -> ApiError {
    modelled::policy_type_not_enabled_exception(
        "This operation can be performed only for enabled policy types.",
    )
}

pub(crate) fn type_not_available() -> ApiError {
    modelled::policy_type_not_available_for_organization_exception(
        "You can't use the specified policy type with the feature set currently enabled for this \
         organization.",
    )
}

pub(crate) fn malformed() -> ApiError {
    modelled::malformed_policy_document_exception(
        "The provided policy document does not meet the requirements of the specified policy type.",
    )
}

pub(crate) fn immutable_policy() -> ApiError {
    invalid_input(
        input_reason::IMMUTABLE_POLICY,
        "You can't modify a policy that is managed by AWS.",
    )
}

/// Reported.
pub(crate) fn last_policy() -> ApiError {
    constraint(
        constraint_reason::MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED,
        "You cannot remove the last policy attached to the specified target. You must have at least one \
         attached at all times.",
    )
}

/// Reported.
pub(crate) fn too_many_attached() -> ApiError {
    constraint(
        constraint_reason::MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED,
        "You have attached the maximum number of policies to the specified target.",
    )
}

pub(crate) fn not_all_features() -> ApiError {
    constraint(
        constraint_reason::ORGANIZATION_NOT_IN_ALL_FEATURES_MODE,
        "This operation requires an organization that has all features enabled.",
    )
}

/// Reported.
pub(crate) fn unrecognized_service() -> ApiError {
    invalid_input(
        input_reason::UNRECOGNIZED_SERVICE_PRINCIPAL,
        "You specified an unrecognized service principal.",
    )
}

/// Reported.
pub(crate) fn not_registered() -> ApiError {
    modelled::account_not_registered_exception(
        "The provided account is not a registered delegated administrator for your organization.",
    )
}

pub(crate) fn management_cannot_leave() -> ApiError {
    modelled::master_cannot_leave_organization_exception(
        "You can't remove a management account from an organization. If you want the management account \
         to become a member account in another organization, you must first delete the current \
         organization of the management account.",
    )
}

pub(crate) fn no_effective_policy() -> ApiError {
    modelled::effective_policy_not_found_exception(
        "The effective policy of the specified type doesn't exist for the specified target.",
    )
}
