//! The words of errors of reports, service-linked roles, and features of accounts and organizations. AWS documents when
//! they are given; where nobody quotes its words, these are ours.

use gen_iam::errors as modelled;
use kernel::ApiError;

pub(crate) fn outbound_enabled() -> ApiError {
    modelled::feature_enabled_exception(
        "Outbound web identity federation is already enabled for this account.",
    )
}

pub(crate) fn outbound_disabled() -> ApiError {
    modelled::feature_disabled_exception(
        "Outbound web identity federation is disabled for this account.",
    )
}

pub(crate) fn organization_not_found() -> ApiError {
    modelled::organization_not_found_exception("The account is not a member of an organization.")
}

pub(crate) fn not_an_administrator() -> ApiError {
    modelled::account_not_management_or_delegated_administrator_exception(
        "The account is neither the management account of the organization nor a delegated administrator of IAM.",
    )
}

pub(crate) fn not_the_management_account() -> ApiError {
    modelled::caller_is_not_management_account_exception(
        "The account is not the management account of the organization.",
    )
}

pub(crate) fn service_access_not_enabled() -> ApiError {
    modelled::service_access_not_enabled_exception(
        "Trusted access is not enabled for IAM in the organization.",
    )
}

/// AWS gives these three no words: clients show `Unknown`.
pub(crate) fn report_not_present() -> ApiError {
    modelled::credential_report_not_present_exception("")
}

pub(crate) fn report_in_progress() -> ApiError {
    modelled::credential_report_not_ready_exception("")
}

pub(crate) fn report_expired() -> ApiError {
    modelled::credential_report_expired_exception("")
}

pub(crate) fn no_such_arn(arn: &str) -> ApiError {
    modelled::no_such_entity_exception(format!("ARN {arn} does not exist."))
}

pub(crate) fn no_such_job(id: &str) -> ApiError {
    modelled::no_such_entity_exception(format!("Job {id} does not exist."))
}

pub(crate) fn not_service_linked(role: &str) -> ApiError {
    modelled::no_such_entity_exception(format!(
        "The role with name {role} cannot be found, or is not a service-linked role."
    ))
}

pub(crate) fn no_such_task(id: &str) -> ApiError {
    modelled::no_such_entity_exception(format!("Deletion task {id} does not exist."))
}

pub(crate) fn invalid_task() -> ApiError {
    modelled::invalid_input_exception("The deletion task id is not valid.")
}

pub(crate) fn unknown_namespace(namespace: &str) -> ApiError {
    modelled::invalid_input_exception(format!("Service namespace {namespace} is not valid."))
}

/// Reports about an organization are its management account's.
pub(crate) fn no_organization_access() -> ApiError {
    ApiError::new(
        "AccessDenied",
        403,
        "Only the management account of an organization, or a delegated administrator of IAM, can see reports about it.",
    )
}
