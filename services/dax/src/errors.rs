//! The words of dax's errors. Codes and statuses come with the generated constructors. No public answer of AWS shows most
//! of them: they are assumed.

use gen_dax::errors as modelled;
use kernel::ApiError;
use schema::{OperationSchema, Violation};

/// What breaks the model's constraints.
pub(crate) fn wording(_operation: &OperationSchema, violations: &[Violation]) -> Option<ApiError> {
    (!violations.is_empty()).then(|| value(Violation::sentence(violations)))
}

pub(crate) fn value(message: impl Into<String>) -> ApiError {
    modelled::invalid_parameter_value_exception(message)
}

pub(crate) fn combination(message: impl Into<String>) -> ApiError {
    modelled::invalid_parameter_combination_exception(message)
}

pub(crate) fn no_cluster(name: &str) -> ApiError {
    modelled::cluster_not_found_fault(format!("Cluster not found: {name}"))
}

pub(crate) fn no_group(name: &str) -> ApiError {
    modelled::parameter_group_not_found_fault(format!("Parameter group not found: {name}"))
}

pub(crate) fn no_node(name: &str) -> ApiError {
    modelled::node_not_found_fault(format!("Node not found: {name}"))
}
